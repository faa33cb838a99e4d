package io.farrier.bell;

import java.util.List;

/**
 * What was asked of the API will be done: 202.
 *
 * @param location where it can be seen how far it is, under {@code /api/v1}
 * @param bells that set it going, rung once what was asked is committed
 */
public record Queued(String location, Object shown, List<Ring> bells) {}
