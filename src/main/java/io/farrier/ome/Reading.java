package io.farrier.ome;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is to be asked of an OME in one sync, and what came of it: devices, then groups, then the members of those groups that are
 * tags, then the software of devices whose inventory is newer than what is known. Pure: {@link #next} says what to ask, {@link #take}
 * takes the answer.
 */
public final class Reading {

    private static final String PAGE = "?$skip=0&$top=100";
    private static final String DEVICES = "/api/DeviceService/Devices";
    private static final String GROUPS = "/api/GroupService/Groups";

    /** One thing to be read yet. */
    private sealed interface Todo {
        record Devices() implements Todo {}

        record Groups() implements Todo {}

        /** @param name of the group, which is a value of the tag */
        record Members(String tag, String name, long group) implements Todo {}

        record Inventory(Device device) implements Todo {}
    }

    private final Ome ome;
    private final Map<Long, String> known;
    private final int inventories;
    private final Deque<Todo> todo = new ArrayDeque<>();
    private final Map<Long, Device> devices = new TreeMap<>();
    private final Map<Long, Map<String, String>> tags = new HashMap<>();
    private final Map<Long, Set<String>> torn = new HashMap<>();
    private final Map<Long, List<Software>> software = new HashMap<>();
    private Paging paging;
    private String next;

    /**
     * @param known by the Id of a device, its LastInventoryTime when its software was last read
     * @param inventories how many devices' software is read in one sync at most
     */
    public Reading(Ome ome, Map<Long, String> known, int inventories) {
        this.ome = ome;
        this.known = known;
        this.inventories = inventories;
        todo.add(new Todo.Devices());
        if (!ome.groupTags().isEmpty()) {
            todo.add(new Todo.Groups());
        }
        begin();
    }

    /** Path and query of what is to be asked now; empty: all is read. */
    public Optional<String> next() {
        return Optional.ofNullable(next);
    }

    /** @throws Refused where the answer is none to what was asked */
    public void take(JsonNode answer) {
        if (todo.element() instanceof Todo.Inventory inventory) {
            software.put(inventory.device().id(), Software.read(answer));
        } else {
            Optional<String> more = paging.take(answer);
            if (more.isPresent()) {
                next = more.get();
                return;
            }
            whole(todo.element(), paging.members());
        }
        todo.remove();
        begin();
    }

    /** What it all came to. */
    public Shown shown() {
        return new Shown(List.copyOf(devices.values()), Map.copyOf(tags), Map.copyOf(torn), Map.copyOf(software));
    }

    private void begin() {
        next = switch (todo.peek()) {
            case null -> null;
            case Todo.Devices all -> DEVICES + PAGE;
            case Todo.Groups all -> GROUPS + PAGE;
            case Todo.Members of -> "%s(%d)/AllLeafDevices%s".formatted(GROUPS, of.group(), PAGE);
            case Todo.Inventory of ->
                "%s(%d)/InventoryDetails('deviceSoftware')"
                        .formatted(DEVICES, of.device().id());
        };
        paging = next == null || todo.peek() instanceof Todo.Inventory ? null : new Paging(ome.url(), next);
    }

    private void whole(Todo what, List<JsonNode> members) {
        switch (what) {
            case Todo.Devices all -> {
                members.forEach(member -> Device.read(member).ifPresent(device -> devices.put(device.id(), device)));
                devices.values().stream()
                        .filter(device -> device.inventoried() != null
                                && !device.inventoried().equals(known.get(device.id())))
                        .limit(inventories)
                        .forEach(device -> todo.add(new Todo.Inventory(device)));
            }
            case Todo.Groups all -> ome.groupTags().forEach((tag, parent) -> values(tag, parent, members));
            case Todo.Members of ->
                members.forEach(member -> tag(member.path("Id").asLong(), of));
            case Todo.Inventory of -> throw new IllegalStateException("An inventory has no pages");
        }
    }

    /** @throws Refused for a group that is not there: its tags would all be taken away from their hosts */
    private void values(String tag, String parent, List<JsonNode> groups) {
        List<Long> parents = new ArrayList<>();
        for (JsonNode group : groups) {
            if (parent.equals(group.path("Name").asText())) {
                parents.add(group.path("Id").asLong());
            }
        }
        if (parents.size() != 1) {
            throw new Refused(
                    "ome",
                    409,
                    "%s has %s group %s, whose groups are to be the tag %s: name another one in groupTags, or look at what the hub's account may see. Nothing was changed."
                            .formatted(ome, parents.isEmpty() ? "no" : "more than one", parent, tag));
        }
        for (JsonNode group : groups) {
            if (group.path("ParentId").asLong() == parents.getFirst()
                    && group.path("Id").asLong() != parents.getFirst()) {
                todo.add(new Todo.Members(
                        tag, group.path("Name").asText(), group.path("Id").asLong()));
            }
        }
    }

    private void tag(long device, Todo.Members of) {
        Map<String, String> its = tags.computeIfAbsent(device, id -> new TreeMap<>());
        boolean two = torn.getOrDefault(device, Set.of()).contains(of.tag())
                || its.containsKey(of.tag()) && !its.get(of.tag()).equals(of.name());
        if (two) {
            its.remove(of.tag());
            torn.computeIfAbsent(device, id -> new HashSet<>()).add(of.tag());
        } else {
            its.put(of.tag(), of.name());
        }
    }
}
