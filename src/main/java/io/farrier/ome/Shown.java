package io.farrier.ome;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An OME as one sync showed it, whole.
 *
 * @param tags by the Id of a device, what its groups say
 * @param torn by the Id of a device, the tags of which its groups say more than one value: then it has none
 * @param software by the Id of a device, where it was read this time
 */
public record Shown(
        List<Device> devices,
        Map<Long, Map<String, String>> tags,
        Map<Long, Set<String>> torn,
        Map<Long, List<Software>> software) {}
