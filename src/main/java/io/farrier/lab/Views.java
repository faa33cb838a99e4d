package io.farrier.lab;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Part;
import io.farrier.lab.device.Sessions;
import io.farrier.lab.device.Tally;
import io.farrier.lab.vcenter.Trouble;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the control door shows of the lab and of a device. */
final class Views {
    private Views() {}

    static Map<String, Object> lab(Lab lab) {
        LabSettings settings = lab.settings();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("labTime", lab.clock().now());
        view.put("speed", settings.speed());
        view.put("size", settings.size());
        view.put("chassis", settings.chassis());
        view.put("firstAddress", settings.firstAddress());
        view.put("httpsPort", settings.httpsPort());
        view.put("user", settings.user());
        view.put("seed", settings.seed());
        view.put("catalog", lab.catalogUrl());
        if (settings.clusters().any()) {
            view.put("vcenter", lab.vcenter().url());
            view.put(
                    "vcenterMenu",
                    Arrays.stream(Trouble.values()).map(Views::menu).toList());
        }
        view.put("menu", Arrays.stream(Fault.values()).map(Views::menu).toList());
        view.put("devices", lab.devices().stream().map(Views::line).toList());
        return view;
    }

    private static Map<String, Object> menu(Fault fault) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("fault", fault.word());
        item.put("description", fault.description());
        if (!fault.unit().isEmpty()) {
            item.put("value", fault.usual() + " " + fault.unit());
        }
        return item;
    }

    private static Map<String, Object> menu(Trouble trouble) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("fault", trouble.word());
        item.put("of", trouble.scope());
        item.put("description", trouble.description());
        return item;
    }

    static Map<String, Object> line(Device device) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("address", device.address());
        line.put("serviceTag", device.plate().tag().tag());
        line.put("model", device.model().model());
        line.put("generation", device.model().generation());
        line.put("faults", device.faults().all());
        return line;
    }

    static Map<String, Object> device(Device device) {
        return device.with(() -> {
            Map<String, Object> view = line(device);
            view.put("power", device.host().on() ? "On" : "Off");
            view.put("serverStatus", device.host().serverStatus());
            view.put("lcStatus", device.bmc().lcStatus());
            view.put("firmware", device.bmc().firmware());
            view.put(
                    "components",
                    device.inventory().parts().stream()
                            .map(part -> component(device, part))
                            .toList());
            view.put("jobs", device.jobs().all().stream().map(Views::job).toList());
            view.put("submits", submits(device.tally()));
            view.put("hostResets", device.tally().hostResets());
            view.put("bmcResets", device.tally().bmcResets());
            view.put("outages", device.tally().outages());
            view.put("writes", new TreeMap<>(device.tally().writes()));
            view.put("reads", device.tally().reads());
            view.put("logins", device.tally().logins());
            view.put("failedLogins", device.tally().failedLogins());
            view.put("deadTokens", device.tally().deadTokens());
            view.put(
                    "openSessions",
                    device.sessions().open().stream()
                            .map(Sessions.Session::user)
                            .toList());
            return view;
        });
    }

    /** {@code version} is what is in the device, {@code shown} what its inventory says. */
    private static Map<String, Object> component(Device device, Part part) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("part", part.key());
        view.put("componentId", part.componentId());
        view.put("fqdds", part.fqdds());
        view.put("version", device.inventory().flashed().get(part.key()));
        view.put("shown", device.inventory().shown(part));
        return view;
    }

    private static Map<String, Object> job(Job job) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", job.id());
        view.put("name", job.name());
        view.put("state", job.state().dell());
        view.put("percent", job.progress().percent());
        view.put("message", job.progress().message().id() + " " + job.progress().text());
        view.put("file", job.order().file());
        view.put("user", job.order().user());
        view.put("running", job.progress().running());
        view.put("ended", job.progress().ended());
        return view;
    }

    /** By package file: each time it was submitted. */
    private static Map<String, List<Tally.Submit>> submits(Tally tally) {
        return tally.submits().stream()
                .collect(Collectors.groupingBy(Tally.Submit::file, TreeMap::new, Collectors.toList()));
    }
}
