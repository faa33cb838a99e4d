package io.farrier.lab.ome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenManage Enterprise over the lab's servers, read only: sessions, devices in pages, groups and the software of each device, in
 * the shapes of {@code terraform-provider-ome}'s recorded answers. It shows what is installed in the devices at this moment.
 */
public final class Enterprise implements Endpoint {

    /** What an OME can be like. */
    public enum Trouble {
        /** Each page is followed by another, with the same devices under ever new skips. */
        ENDLESS,
        /** The second page leads back to the first. */
        CIRCLE,
        /** The next page is said to be at another server. */
        ELSEWHERE,
        /** The second page is answered with 503. */
        BROKEN,
        /** A page of HTML. */
        HTML,
        /** The account sees no device. */
        BLIND
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api";
    private static final Pattern MEMBERS = Pattern.compile("/api/GroupService/Groups\\((\\d+)\\)/AllLeafDevices");
    private static final Pattern SOFTWARE =
            Pattern.compile("/api/DeviceService/Devices\\((\\d+)\\)/InventoryDetails\\('deviceSoftware'\\)");
    private static final int FIRST_DEVICE = 10_001;
    private static final int FIRST_GROUP = 20_001;

    private final List<Device> devices;
    private final String user;
    private final String password;
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Trouble trouble;

    public Enterprise(List<Device> devices, String user, String password) {
        this.devices = devices;
        this.user = user;
        this.password = password;
    }

    /** From now on it is like this. @param how null: well */
    public void trouble(Trouble how) {
        trouble = how;
    }

    /** Puts devices in a group under the group Sites. */
    public void site(String name, String... places) {
        groups.put(name, List.of(places));
    }

    /** It shows these no more. */
    public void hide(String... places) {
        hidden.clear();
        hidden.addAll(Set.of(places));
    }

    /** It says that the device of one address is at another. */
    public void misplace(String of, String at) {
        addresses.put(of, at);
    }

    /** Method and path of each request that came. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** How many sessions are open. */
    public int sessions() {
        return sessions.size();
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        asked.add(request.method() + " " + request.path());
        return CompletableFuture.completedFuture(resource(request));
    }

    private Response resource(Request request) {
        String path = request.path();
        if (path.equals(API + "/SessionService/Sessions") && request.method().equals("POST")) {
            return login(request);
        }
        String token = request.header("X-Auth-Token").orElse("");
        if (!sessions.contains(token)) {
            return json(
                    401,
                    JSON.createObjectNode().set("error", JSON.createObjectNode().put("code", "Base.1.0.GeneralError")));
        }
        if (path.startsWith(API + "/SessionService/Sessions('")
                && request.method().equals("DELETE")) {
            sessions.remove(token);
            return Response.empty(204);
        }
        if (trouble == Trouble.HTML) {
            return Response.text(200, "text/html", "<html><body>Welcome</body></html>");
        }
        Matcher members = MEMBERS.matcher(path);
        Matcher software = SOFTWARE.matcher(path);
        if (path.equals(API + "/DeviceService/Devices")) {
            return page(request, trouble == Trouble.BLIND ? List.of() : shown());
        }
        if (path.equals(API + "/GroupService/Groups")) {
            return page(request, groups());
        }
        if (members.matches()) {
            return page(request, membersOf(Integer.parseInt(members.group(1))));
        }
        return software.matches() ? software(Integer.parseInt(software.group(1))) : Response.empty(404);
    }

    private Response login(Request request) {
        try {
            JsonNode login = JSON.readTree(request.body());
            boolean right = user.equals(login.path("UserName").asText())
                    && password.equals(login.path("Password").asText());
            if (!right) {
                return Response.empty(401);
            }
        } catch (IOException e) {
            return Response.empty(400);
        }
        String token = UUID.randomUUID().toString();
        sessions.add(token);
        return json(
                        201,
                        JSON.createObjectNode()
                                .put("Id", UUID.randomUUID().toString())
                                .put("UserName", user))
                .with("X-Auth-Token", token);
    }

    private Response page(Request request, List<ObjectNode> all) {
        int skip = number(request.query().get("$skip"), 0);
        int top = Math.min(number(request.query().get("$top"), 50), 100);
        if (skip > 0 && trouble == Trouble.BROKEN) {
            return Response.empty(503);
        }
        int from = trouble == Trouble.ENDLESS ? 0 : Math.min(skip, all.size());
        int to = Math.min(from + top, all.size());
        ObjectNode page = JSON.createObjectNode().put("@odata.count", all.size());
        ArrayNode value = page.putArray("value");
        all.subList(from, to).forEach(value::add);
        String next = request.path() + "?$skip=" + (skip + top) + "&$top=" + top;
        if (trouble == Trouble.CIRCLE) {
            page.put("@odata.nextLink", request.path() + "?$skip=0&$top=100");
        } else if (trouble == Trouble.ELSEWHERE) {
            page.put("@odata.nextLink", "https://127.0.0.1:1" + next);
        } else if (to < all.size() || trouble == Trouble.ENDLESS) {
            page.put("@odata.nextLink", next);
        }
        return json(200, page);
    }

    private List<ObjectNode> shown() {
        List<ObjectNode> shown = new ArrayList<>();
        for (int n = 0; n < devices.size(); n++) {
            if (!hidden.contains(devices.get(n).address())) {
                shown.add(device(n));
            }
        }
        // A chassis is in the same collection.
        shown.add(JSON.createObjectNode().put("Id", 9_001).put("Type", 2000).put("Model", "PowerEdge MX7000"));
        return shown;
    }

    private ObjectNode device(int n) {
        Device device = devices.get(n);
        Device.Plate plate = device.plate();
        String address = addresses.getOrDefault(plate.address(), plate.address());
        ObjectNode shown = JSON.createObjectNode().put("Id", FIRST_DEVICE + n).put("Type", 1000);
        shown.put("Identifier", plate.tag().tag())
                .put("DeviceServiceTag", plate.tag().tag());
        shown.put("Model", "PowerEdge " + plate.model().model().replace("PowerEdge ", ""));
        shown.put("SystemId", plate.model().systemId()).put("DeviceName", "server-" + n);
        shown.put(
                "LastInventoryTime",
                device.with(() -> device.inventory().updated()).toString());
        ObjectNode management = shown.putArray("DeviceManagement").addObject();
        management.put("NetworkAddress", address).put("ManagementType", 2);
        management
                .putArray("ManagementProfile")
                .addObject()
                .put("AgentName", "iDRAC")
                .put("ManagementURL", "https://%s:%d".formatted(address, plate.port()));
        return shown;
    }

    private List<ObjectNode> groups() {
        List<ObjectNode> all = new ArrayList<>();
        all.add(group(FIRST_GROUP - 1, "Sites", 1));
        List<String> names = groups.keySet().stream().sorted().toList();
        for (int n = 0; n < names.size(); n++) {
            all.add(group(FIRST_GROUP + n, names.get(n), FIRST_GROUP - 1));
        }
        return all;
    }

    private static ObjectNode group(int id, String name, int parent) {
        return JSON.createObjectNode().put("Id", id).put("Name", name).put("ParentId", parent);
    }

    private List<ObjectNode> membersOf(int group) {
        List<String> names = groups.keySet().stream().sorted().toList();
        int n = group - FIRST_GROUP;
        Set<String> places = n < 0 || n >= names.size() ? Set.of() : new HashSet<>(groups.get(names.get(n)));
        List<ObjectNode> members = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            if (places.contains(devices.get(d).address())) {
                members.add(device(d));
            }
        }
        return members;
    }

    private Response software(int id) {
        int n = id - FIRST_DEVICE;
        if (n < 0 || n >= devices.size()) {
            return Response.empty(404);
        }
        ObjectNode body = JSON.createObjectNode().put("InventoryType", "deviceSoftware");
        ArrayNode rows = body.putArray("InventoryInfo");
        Device device = devices.get(n);
        for (Inventory.Member member : device.with(() -> device.inventory().members())) {
            rows.addObject()
                    .put("InstanceId", member.instance().replace("DCIM:CURRENT#", "DCIM:INSTALLED#"))
                    .put("ComponentId", member.part().componentId())
                    .put("DeviceDescription", member.name())
                    .put("Version", member.version());
        }
        return json(200, body);
    }

    private static int number(String text, int otherwise) {
        return text == null || !text.matches("\\d{1,9}") ? otherwise : Integer.parseInt(text);
    }

    private static Response json(int status, JsonNode body) {
        try {
            return new Response(status, Map.of("Content-Type", "application/json"), JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
