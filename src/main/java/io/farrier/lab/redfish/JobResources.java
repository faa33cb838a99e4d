package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One job in its three views: Dell's own, DMTF's, and as a task. */
final class JobResources {
    static final String TASKS = "/redfish/v1/TaskService/Tasks";
    static final String MONITORS = "/redfish/v1/TaskService/TaskMonitors";
    static final String JOBS = "/redfish/v1/JobService/Jobs";
    static final String DELL_JOBS = MANAGER + "/Oem/Dell/Jobs";

    private JobResources() {}

    static void add(Routes routes) {
        routes.get("/redfish/v1/TaskService", call -> Template.fill("task-service", now(call)))
                .get(TASKS, call -> Bodies.collection(TASKS, "TaskCollection", "Task Collection", ids(call, true)))
                .get(TASKS + "/*", JobResources::task)
                .get(MONITORS + "/*", JobResources::task)
                .get("/redfish/v1/JobService", call -> Template.fill("job-service", now(call)))
                .get(JOBS, call -> Bodies.collection(JOBS, "JobCollection", "JobCollection", ids(call, false)))
                .get(JOBS + "/*", call -> Template.fill("job", values(call, job(call))))
                .get(DELL_JOBS, call -> Bodies.collection(DELL_JOBS, "DellJobCollection", "JobQueue", ids(call, false)))
                .get(DELL_JOBS + "/*", JobResources::dellJob)
                .get(
                        MANAGER + "/Oem/Dell/DellJobService",
                        call -> Template.fill(
                                "dell-job-service",
                                Map.of("jobs", call.device().jobs().all().size())))
                .get(MANAGER + "/Oem/Dell/DellLCService", call -> Template.fill("dell-lc-service", Map.of()));
    }

    /** 202 for a task that is not at its end, read by itself; else 200. */
    static int status(Call call, ObjectNode answer) {
        String path = call.request().path();
        boolean task = path.startsWith(TASKS + "/") || path.startsWith(MONITORS + "/");
        boolean ended = answer.path("PercentComplete").asInt() == 100
                && List.of("Completed", "Exception")
                        .contains(answer.path("TaskState").asText());
        return task && !ended && !answer.has("SystemConfiguration") ? 202 : 200;
    }

    private static Map<String, Object> now(Call call) {
        return Map.of("now", Bodies.time(call.device().clock().now()));
    }

    private static List<String> ids(Call call, boolean tasks) {
        return call.device().jobs().all().stream()
                .filter(job -> !tasks || call.device().jobs().hasTask(job))
                .map(Job::id)
                .toList();
    }

    private static Job job(Call call) {
        return call.device()
                .jobs()
                .find(call.hole(0))
                .orElseThrow(
                        () -> new Refused(404, Message.NOT_FOUND, call.request().path()));
    }

    private static ObjectNode task(Call call) {
        Job job = job(call);
        if (!call.device().jobs().hasTask(job)) {
            throw new Refused(404, Message.NOT_FOUND, call.request().path());
        }
        if (job.type() == Job.Type.EXPORT_CONFIGURATION
                && !job.state().failed()
                && job.state().ended()) {
            return ProfileActions.profile(call.device());
        }
        return Template.fill("task", values(call, job));
    }

    private static Map<String, Object> values(Call call, Job job) {
        Job.Progress progress = job.progress();
        ObjectNode message = Template.JSON.createObjectNode();
        message.put("Message", progress.text());
        message.put("MessageId", Bodies.messageId(call.device(), progress.message()));
        message.set("MessageArgs", Template.JSON.valueToTree(progress.args()));
        message.put("MessageArgs@odata.count", progress.args().size());
        Map<String, Object> values = new HashMap<>();
        values.put("id", job.id());
        values.put("name", job.dmtfName());
        values.put("state", progress.state().dmtf());
        values.put("status", progress.state().failed() ? "Critical" : "OK");
        values.put("percent", progress.percent());
        values.put("start", Bodies.time(start(job)));
        values.put("end", Bodies.time(progress.ended()));
        values.put("messages", List.of(message));
        return values;
    }

    private static Instant start(Job job) {
        return job.schedule().from() == null ? job.order().at() : job.schedule().from();
    }

    static ObjectNode dellJob(Call call) {
        Job job = job(call);
        Job.Progress progress = job.progress();
        Instant until = job.schedule().until();
        boolean ten = call.idrac10();
        Map<String, Object> values = new HashMap<>();
        values.put("id", job.id());
        values.put(
                "name",
                ten && job.target() == null && job.type() == Job.Type.FIRMWARE_UPDATE ? job.dmtfName() : job.name());
        values.put("type", job.type().dell());
        values.put("state", progress.state().dell());
        values.put("percent", progress.percent());
        values.put("message", progress.text());
        values.put("messageId", progress.message().id());
        values.put("args", progress.args());
        values.put("argCount", progress.args().size());
        values.put("running", Bodies.bareTime(progress.running()));
        values.put("ended", Bodies.bareTime(progress.ended()));
        boolean now = job.schedule().from() == null && !ten;
        values.put("start", now ? "TIME_NOW" : Bodies.bareTime(start(job)));
        values.put("until", until == null ? (ten ? null : "TIME_NA") : Bodies.bareTime(until));
        return Template.fill("dell-job", call.overlay("dell-job"), values);
    }
}
