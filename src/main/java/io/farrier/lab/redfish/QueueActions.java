package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Queueing;
import io.farrier.lab.net.Response;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** DellJobService and the deletion of single jobs. */
final class QueueActions {
    private static final String SERVICE = MANAGER + "/Oem/Dell/DellJobService/Actions/DellJobService.";
    private static final Map<String, Job.Type> REBOOTS = Map.of(
            "GracefulRebootWithForcedShutdown", Job.Type.REBOOT_FORCED,
            "GracefulRebootWithoutForcedShutdown", Job.Type.REBOOT_NO_FORCE,
            "PowerCycle", Job.Type.POWER_CYCLE);

    private QueueActions() {}

    static void add(Routes routes) {
        routes.on("POST", SERVICE + "DeleteJobQueue", QueueActions::clear)
                .on("POST", SERVICE + "CreateRebootJob", QueueActions::reboot)
                .on("POST", SERVICE + "SetupJobQueue", QueueActions::setUp)
                .on("DELETE", JobResources.DELL_JOBS + "/*", call -> delete(call, call.hole(0)))
                .on("DELETE", JobResources.JOBS + "/*", call -> delete(call, call.hole(0)));
    }

    private static Response clear(Call call) {
        String which = Call.required(call.body(), "JobID");
        Queueing queue = new Queueing(call.device());
        switch (which) {
            case "JID_CLEARALL" -> queue.clear(false);
            case "JID_CLEARALL_FORCE" -> queue.clear(true);
            default -> {
                return delete(call, which);
            }
        }
        return Bodies.json(200, Bodies.info(call.device(), Message.JOB_DELETED));
    }

    private static Response delete(Call call, String id) {
        Optional<Message> refused = new Queueing(call.device()).delete(id);
        if (refused.isPresent()) {
            boolean unknown = refused.get() == Message.INVALID_JOB;
            throw new Refused(unknown && call.request().method().equals("DELETE") ? 404 : 400, refused.get());
        }
        return Bodies.json(200, Bodies.info(call.device(), Message.JOB_DELETED));
    }

    private static Response reboot(Call call) {
        Job.Type type = Optional.ofNullable(REBOOTS.get(Call.required(call.body(), "RebootJobType")))
                .orElseThrow(() -> new Refused(400, Message.BAD_VALUE));
        Job job = new Queueing(call.device())
                .createReboot(type, call.user(), call.request().from());
        return Bodies.json(200, Bodies.info(call.device(), Message.OK))
                .with("Location", JobResources.DELL_JOBS + "/" + job.id());
    }

    private static Response setUp(Call call) {
        ObjectNode body = call.body();
        List<String> ids = new ArrayList<>();
        for (JsonNode id : body.path("JobArray")) {
            ids.add(id.asText());
        }
        if (ids.isEmpty()) {
            throw new Refused(400, Message.PROPERTY_MISSING, "JobArray");
        }
        new Queueing(call.device()).setUp(ids, schedule(body)).ifPresent(refused -> {
            throw new Refused(400, refused);
        });
        return Bodies.json(200, Bodies.info(call.device(), Message.OK));
    }

    private static Job.Schedule schedule(ObjectNode body) {
        try {
            return Job.Schedule.of(
                    body.path("StartTimeInterval").asText("TIME_NOW"),
                    body.path("UntilTime").asText("TIME_NA"));
        } catch (DateTimeParseException malformed) {
            throw new Refused(400, Message.INVALID_UNTIL);
        }
    }
}
