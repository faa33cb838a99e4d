package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.CHASSIS;
import static io.farrier.lab.redfish.Call.MANAGER;
import static io.farrier.lab.redfish.Call.SYSTEM;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Host;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Tally;
import io.farrier.lab.net.Response;

/** Resets of the host and of the iDRAC, and the question whether both are ready. */
final class PowerActions {
    static final String EXTENDED_RESET = CHASSIS + "/Actions/Oem/DellOemChassis.ExtendedReset";

    private static final String LIFECYCLE = MANAGER + "/Oem/Dell/DellLCService/Actions/DellLCService.";

    private PowerActions() {}

    /** Whether this firmware knows the virtual AC cycle; an iDRAC10's begins at 1 again. */
    static boolean cyclesPower(Device device) {
        int major = Integer.parseInt(device.bmc().firmware().split("\\.")[0]);
        return !device.model().idrac8() && (major >= 7 || device.model().idrac10());
    }

    static void add(Routes routes) {
        routes.on("POST", SYSTEM + "/Actions/ComputerSystem.Reset", PowerActions::host)
                .on("POST", MANAGER + "/Actions/Manager.Reset", PowerActions::bmc)
                .on("POST", EXTENDED_RESET, PowerActions::virtualAc)
                .on("POST", LIFECYCLE + "GetRemoteServicesAPIStatus", PowerActions::status)
                .on("POST", LIFECYCLE + "GetRSStatus", PowerActions::rsStatus);
    }

    private static Response host(Call call) {
        Host.ResetType type = Host.ResetType.of(Call.required(call.body(), "ResetType"))
                .orElseThrow(() -> new Refused(400, Message.BAD_VALUE));
        call.device()
                .host()
                .reset(type, Tally.Cause.ORDERED, call.request().from())
                .ifPresent(already -> {
                    throw new Refused(409, already);
                });
        return Response.empty(204);
    }

    private static Response bmc(Call call) {
        if (!Call.required(call.body(), "ResetType").equals("GracefulRestart")) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        call.device().bmc().restart(Tally.Cause.ORDERED, call.request().from());
        return Response.empty(204);
    }

    /** The virtual AC cycle: only of a host that is off (FIELD A.1, from 7.00.06 on). */
    private static Response virtualAc(Call call) {
        if (!cyclesPower(call.device())) {
            throw new Refused(404, Message.NOT_FOUND, call.request().path());
        }
        boolean cycle = Call.required(call.body(), "ResetType").equals("PowerCycle");
        String finalState = call.body().path("FinalPowerState").asText("On");
        if (!cycle || !finalState.equals("On") && !finalState.equals("Off")) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        if (call.device().host().on()) {
            throw new Refused(409, Message.ALREADY_ON);
        }
        call.device().bmc().powerCut(call.request().from());
        if (finalState.equals("On")) {
            call.device().host().powerReturns(call.request().from());
        }
        return Response.empty(204);
    }

    private static Response status(Call call) {
        String lifecycle = call.device().bmc().lcStatus();
        ObjectNode status = Bodies.info(call.device(), Message.OK);
        status.put("LCStatus", lifecycle);
        status.put("RTStatus", lifecycle.equals("Ready") ? "Ready" : "NotReady");
        status.put("ServerStatus", call.device().host().serverStatus());
        status.put("Status", lifecycle.equals("Ready") ? "Ready" : "NotReady");
        status.put("TelemetryStatus", "Ready");
        return Bodies.json(200, status);
    }

    private static Response rsStatus(Call call) {
        ObjectNode status = Bodies.info(call.device(), Message.OK);
        return Bodies.json(
                200, status.put("RSStatus", call.device().bmc().lcStatus().equals("Ready") ? "Ready" : "Reloading"));
    }
}
