package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;
import static io.farrier.lab.redfish.Call.SYSTEM;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Job;
import java.util.List;

/**
 * What an iDRAC8 lacks, and what it has elsewhere: no OEM services, no standard job service, no SimpleUpdate and no
 * MultipartUpload; before 2.60 no way to update at all, and no firmware inventory.
 */
final class Older {
    static final String JOBS = MANAGER + "/Jobs";

    private static final List<String> LACKED = List.of(
            MANAGER + "/Oem",
            SYSTEM + "/Oem",
            "/redfish/v1/JobService",
            "/redfish/v1/UpdateService/MultipartUpload",
            "/redfish/v1/UpdateService/SoftwareInventory",
            UpdateActions.SIMPLE_UPDATE);

    private static final List<String> LACKED_BEFORE_2_60 = List.of("/redfish/v1/UpdateService");

    private Older() {}

    static void add(Routes routes) {
        routes.get(
                        JOBS,
                        call -> Bodies.collection(
                                JOBS,
                                "DellJobCollection",
                                "JobQueue",
                                call.device().jobs().all().stream().map(Job::id).toList()))
                .get(JOBS + "/*", Older::job);
    }

    private static ObjectNode job(Call call) {
        ObjectNode job = JobResources.dellJob(call);
        return job.put("@odata.id", JOBS + "/" + job.get("Id").asText());
    }

    /** Whether the device has nothing at this path because of its age, or because it is too new for it. */
    static boolean lacks(Device device, String path) {
        if (!device.model().idrac8()) {
            return under(path, List.of(JOBS));
        }
        return under(path, LACKED) || !updates(device) && under(path, LACKED_BEFORE_2_60);
    }

    private static boolean updates(Device device) {
        return Integer.parseInt(device.bmc().firmware().split("\\.")[1]) >= 60;
    }

    private static boolean under(String path, List<String> trees) {
        return trees.stream().anyMatch(tree -> path.equals(tree) || path.startsWith(tree + "/"));
    }
}
