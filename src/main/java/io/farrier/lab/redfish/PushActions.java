package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Staging;
import io.farrier.lab.net.Multipart;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.io.IOException;
import java.util.List;

/**
 * The ways to bring a package to a device that cannot fetch it: MultipartUpload, and the older push to HttpPushUri with
 * Install after it.
 */
final class PushActions {
    private static final String INSTALL = "/redfish/v1/UpdateService/Actions/Oem/DellUpdateService.Install";

    private static final String MULTIPART = "/redfish/v1/UpdateService/MultipartUpload";

    private PushActions() {}

    /** Whether files are uploaded there. */
    static boolean takes(String path) {
        return path.equals(MULTIPART) || path.equals(InventoryResources.PATH);
    }

    static void add(Routes routes) {
        routes.on("POST", MULTIPART, PushActions::multipart)
                .on("POST", InventoryResources.PATH, PushActions::push)
                .on("DELETE", InventoryResources.PATH + "/*", PushActions::abandon)
                .on("POST", INSTALL, PushActions::install);
    }

    private static Response multipart(Call call) {
        UpdateActions.admit(call.device());
        List<Multipart.Part> parts = parts(call.request());
        if (parts.size() != 2
                || !parts.get(0).name().equals("UpdateParameters")
                || parts.get(1).file() == null) {
            throw new Refused(400, Message.PROPERTY_MISSING, "UpdateParameters");
        }
        boolean onReset = UpdateActions.onReset(json(parts.get(0).content()));
        Multipart.Part file = parts.get(1);
        Job.Order order = order(call, fileName(file), onReset);
        Job job = call.device()
                .updates()
                .push(order, file.file())
                .orElseThrow(() -> new Refused(503, Message.UPDATE_IN_PROGRESS));
        return UpdateActions.accepted(job);
    }

    private static Response push(Call call) {
        UpdateActions.admit(call.device());
        if (call.request().header("If-Match").isEmpty()) {
            throw new Refused(412, Message.IF_MATCH_MISSING);
        }
        Multipart.Part file = parts(call.request()).stream()
                .filter(part -> part.fileName() != null)
                .findFirst()
                .orElseThrow(() -> new Refused(400, Message.PROPERTY_MISSING, "file"));
        call.device().staging().upload(fileName(file), file.file()).ifPresent(why -> {
            throw new Refused(400, why);
        });
        return Bodies.json(201, Bodies.info(call.device(), Message.DOWNLOADED))
                .with(
                        "Location",
                        InventoryResources.PATH + "/" + staged(call.device()).id());
    }

    private static Response abandon(Call call) {
        if (call.device().staging().held().isEmpty()
                || !staged(call.device()).id().equals(call.hole(0))) {
            throw new Refused(404, Message.NOT_FOUND, call.request().path());
        }
        call.device().staging().remove();
        return Bodies.json(200, Bodies.info(call.device(), Message.OK));
    }

    /** {@code Now} leaves the host alone: what needs its reboot waits for one. */
    private static Response install(Call call) {
        UpdateActions.admit(call.device());
        JsonNode uris = call.body().path("SoftwareIdentityURIs");
        if (uris.size() != 1) {
            throw new Refused(400, Message.MORE_THAN_ONE);
        }
        Part.Kind kind = held(call, uris.get(0).asText()).part().kind();
        boolean onReset =
                switch (Call.required(call.body(), "InstallUpon")) {
                    case "Now" -> !kind.direct();
                    case "NowAndReboot" -> false;
                    case "NextReboot" -> true;
                    default -> throw new Refused(400, Message.BAD_VALUE);
                };
        return UpdateActions.accepted(installHeld(call, uris.get(0).asText(), onReset));
    }

    /** Installs what was uploaded, by its place in the inventory. */
    static Job installHeld(Call call, String uri, boolean onReset) {
        Staging.Upload upload = held(call, uri);
        Inventory.Member member = staged(call.device());
        call.device().staging().remove();
        return call.device().updates().install(order(call, upload.file(), onReset), member);
    }

    private static Staging.Upload held(Call call, String uri) {
        return call.device()
                .staging()
                .held()
                .filter(upload -> uri.equals(
                        InventoryResources.PATH + "/" + staged(call.device()).id()))
                .orElseThrow(() -> new Refused(400, Message.NOT_AN_INSTANCE));
    }

    private static Inventory.Member staged(Device device) {
        return device.inventory().members().stream()
                .filter(member -> member.copy() == Inventory.Copy.AVAILABLE)
                .findFirst()
                .orElseThrow();
    }

    private static List<Multipart.Part> parts(Request request) {
        try {
            return Multipart.parts(request);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, Message.UPLOAD_FAILED);
        }
    }

    private static String fileName(Multipart.Part file) {
        String name = file.fileName() == null ? "" : file.fileName();
        if (!UpdateActions.isPackage(name)) {
            throw new Refused(400, Message.WRONG_EXTENSION);
        }
        return name;
    }

    private static JsonNode json(byte[] text) {
        try {
            return Template.JSON.readTree(text);
        } catch (IOException e) {
            throw new Refused(400, Message.BAD_JSON);
        }
    }

    private static Job.Order order(Call call, String file, boolean onReset) {
        return new Job.Order(
                null,
                file,
                onReset,
                call.user(),
                call.request().from(),
                call.device().clock().now());
    }
}
