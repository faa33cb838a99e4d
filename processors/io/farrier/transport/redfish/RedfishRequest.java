package io.farrier.transport.redfish;

import java.nio.file.Path;
import java.util.Map;

/**
 * One request of the Redfish dialect.
 *
 * @param path as the device gave it in a link, or a fixed one of the standard
 * @param body what is sent as JSON; null: nothing
 * @param upload a file that is sent instead of JSON; null: none
 * @param ifMatch the ETag that the resource must still have; null: any
 * @param open without a login
 */
record RedfishRequest(
        String method, String path, Map<String, Object> body, Upload upload, String ifMatch, boolean open) {

    /**
     * A file as multipart/form-data; it is read from disk while it is sent.
     *
     * @param part the name of its part
     * @param fileName what the device is told that it is called
     * @param parameters what is sent before it as JSON in the part UpdateParameters; null: nothing
     */
    record Upload(String part, Path file, String fileName, Map<String, Object> parameters) {}

    static RedfishRequest get(String path) {
        return new RedfishRequest("GET", path, null, null, null, false);
    }

    static RedfishRequest post(String path, Map<String, Object> body) {
        return new RedfishRequest("POST", path, body, null, null, false);
    }

    static RedfishRequest upload(String path, Upload upload, String ifMatch) {
        return new RedfishRequest("POST", path, null, upload, ifMatch, false);
    }

    static RedfishRequest delete(String path) {
        return new RedfishRequest("DELETE", path, null, null, null, false);
    }

    RedfishRequest ifMatch(String etag) {
        return new RedfishRequest(method, path, body, upload, etag, open);
    }

    RedfishRequest withoutLogin() {
        return new RedfishRequest(method, path, body, upload, ifMatch, true);
    }
}
