package io.farrier.transport;

/**
 * A server's configuration, or the job that is collecting it.
 *
 * @param content as JSON (Dell's server configuration profile); null: it is still being collected
 */
public record Profile(String jid, String content) implements Answer {}
