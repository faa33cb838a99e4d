package io.farrier.vcenter;

import java.util.Arrays;
import java.util.Set;

/**
 * One call of a method of the vSphere Web Services API, as versions 6.5 to 8 all have it.
 *
 * @param on the moid of the object whose method it is
 */
record VimRequest(String method, String on, VimElement body) {

    static final String SDK = "/sdk";

    /** Those that change nothing on any host or VM. */
    private static final Set<String> READS = Set.of(
            "RetrieveServiceContent",
            "RetrievePropertiesEx",
            "ContinueRetrievePropertiesEx",
            "CancelRetrievePropertiesEx",
            "CreateContainerView",
            "DestroyView",
            "QuerySyncingVsanObjects",
            "VsanQueryObjectIdentities",
            "Logout");

    /** Those of vSAN's management API: another door of the same vCenter, in the same session. */
    private static final Set<String> VSAN = Set.of("VsanQueryObjectIdentities");

    static VimRequest of(String method, String type, String moid, VimElement... parameters) {
        VimElement call = VimElement.with(method, VimElement.reference("_this", type, moid))
                .and(parameters);
        return new VimRequest(method, moid, call);
    }

    static VimRequest content() {
        return of("RetrieveServiceContent", "ServiceInstance", "ServiceInstance");
    }

    static VimRequest login(String username, String password) {
        return of(
                "Login",
                "SessionManager",
                "SessionManager",
                VimElement.of("userName", username),
                VimElement.of("password", password));
    }

    static VimRequest logout() {
        return of("Logout", "SessionManager", "SessionManager");
    }

    static VimRequest properties(String collector, int most, VimElement... filters) {
        return of("RetrievePropertiesEx", "PropertyCollector", collector, filters)
                .and(VimElement.with("options", VimElement.of("maxObjects", most)));
    }

    static VimRequest next(String collector, String token) {
        return of("ContinueRetrievePropertiesEx", "PropertyCollector", collector, VimElement.of("token", token));
    }

    /** @param filters {@code specSet}: what is wanted of which objects */
    static VimElement filter(VimElement[] properties, VimElement... objects) {
        return VimElement.with("specSet", properties).and(objects);
    }

    static VimElement wanted(String type, String... paths) {
        VimElement[] sets =
                Arrays.stream(paths).map(path -> VimElement.of("pathSet", path)).toArray(VimElement[]::new);
        return VimElement.with("propSet", VimElement.of("type", type), VimElement.of("all", false))
                .and(sets);
    }

    static VimElement object(String type, String moid, VimElement... selections) {
        return VimElement.with("objectSet", VimElement.reference("obj", type, moid), VimElement.of("skip", false))
                .and(selections);
    }

    static VimElement traverse(String type, String path, VimElement... further) {
        return VimElement.typed(
                        "selectSet",
                        "TraversalSpec",
                        VimElement.of("type", type),
                        VimElement.of("path", path),
                        VimElement.of("skip", false))
                .and(further);
    }

    VimRequest and(VimElement... more) {
        return new VimRequest(method, on, body.and(more));
    }

    String path() {
        return VSAN.contains(method) ? "/vsanHealth" : SDK;
    }

    String envelope() {
        return body.envelope(VSAN.contains(method) ? "urn:vsan" : "urn:vim25");
    }

    boolean reads() {
        return READS.contains(method);
    }

    /** For a sentence: "EnterMaintenanceMode_Task of host-21". */
    @Override
    public String toString() {
        return method + " of " + on;
    }
}
