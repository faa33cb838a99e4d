package io.farrier.lab.vcenter;

import java.util.List;

/** What a vCenter refuses with: from a call at once, or as the error that a task ends with. The words are vCenter's own. */
final class VimFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final transient List<Value> detail;

    private VimFault(String type, String message, Value... detail) {
        super(message, null, false, false);
        this.type = type;
        this.detail = List.of(detail);
    }

    static VimFault notAuthenticated(Managed about) {
        return new VimFault(
                "NotAuthenticated",
                "The session is not authenticated.",
                Value.reference("object", about),
                Value.text("privilegeId", "System.View"));
    }

    static VimFault invalidLogin() {
        return new VimFault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
    }

    static VimFault gone(String type, String moid) {
        return new VimFault(
                "ManagedObjectNotFound",
                "The object 'vim.%s:%s' has already been deleted or has not been completely created"
                        .formatted(type, moid),
                new Value("obj", "ManagedObjectReference", false, type, moid, List.of()));
    }

    static VimFault invalidProperty(String name) {
        return new VimFault(
                "InvalidProperty", "The property " + name + " is not known here.", Value.text("name", name));
    }

    static VimFault invalidRequest(String why) {
        return new VimFault("InvalidRequest", why);
    }

    static VimFault invalidArgument(String name) {
        return new VimFault(
                "InvalidArgument",
                "A specified parameter was not correct: " + name,
                Value.text("invalidProperty", name));
    }

    static VimFault invalidState() {
        return new VimFault("InvalidState", "The operation is not allowed in the current state.");
    }

    static VimFault timedout() {
        return new VimFault("Timedout", "Operation timed out.");
    }

    static VimFault cancelled() {
        return new VimFault("RequestCanceled", "The task was canceled by a user.");
    }

    static VimFault notConnected() {
        return new VimFault(
                "HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.");
    }

    static VimFault failover() {
        return new VimFault(
                "InsufficientFailoverResourcesFault",
                "Insufficient resources to satisfy configured failover level for vSphere HA.");
    }

    String type() {
        return type;
    }

    /** As the error of a task: {@code LocalizedMethodFault}. */
    Value localized(String name) {
        return Value.object(
                name,
                "LocalizedMethodFault",
                Value.object("fault", type).and(detail).typed(type),
                Value.text("localizedMessage", getMessage()));
    }

    /** As the detail of a SOAP fault: {@code <InvalidLoginFault xsi:type="InvalidLogin"/>}. */
    Value soap() {
        return Value.object(type + "Fault", type).and(detail).typed(type);
    }
}
