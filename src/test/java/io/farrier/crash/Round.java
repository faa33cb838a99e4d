package io.farrier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.springframework.util.FileSystemUtils;

/** One lab, one hub's data folder, one plan for all of the lab, and as many lives of the hub as it takes. */
final class Round implements AutoCloseable {

    private static final Duration PLANNED = Duration.ofMinutes(3);
    private static final Duration OVER = Duration.ofMinutes(5);

    private final Path folder;
    private final LabProcess lab;
    private final Truth truth;
    private final FilesAhead files = new FilesAhead();
    private final List<String> always;
    private HubProcess hub;

    private Round(Path folder, LabProcess lab, List<String> always) {
        this.folder = folder;
        this.always = always;
        this.lab = lab;
        this.truth = new Truth(data());
    }

    /** A fresh lab, and a hub that has just begun with the plan that updates all of it. */
    static Round begin(String name, int size, int seed) throws IOException {
        return begin(name, size, seed, List.of(), List.of());
    }

    /**
     * @param faults that every device of the lab has
     * @param properties of the hub's first life
     */
    static Round begin(String name, int size, int seed, List<String> faults, List<String> properties)
            throws IOException {
        Round round = open(name, size, seed, List.of());
        try {
            faults.forEach(round.lab::fault);
            round.plan(size, properties);
            return round;
        } catch (RuntimeException | Error e) {
            round.close();
            throw e;
        }
    }

    /**
     * A fresh lab, and no hub yet.
     *
     * @param always properties of each life of the hub
     */
    static Round open(String name, int size, int seed, List<String> always) throws IOException {
        Path folder = Path.of("target", "crash", name);
        FileSystemUtils.deleteRecursively(folder);
        Path secret =
                Files.createDirectories(folder.resolve("data").resolve("lab")).resolve("bmc-password");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, LabProcess.PASSWORD);
        return new Round(folder, LabProcess.start(folder, size, seed), always);
    }

    /** A life that does the main job until its plan runs. */
    void plan(int size, List<String> properties) {
        List<String> all = new ArrayList<>(properties);
        all.add("farrier.main-job.enabled=true");
        hub = restart(all.toArray(String[]::new)).up();
        await().atMost(PLANNED)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> !hub.alive() || truth.planRuns());
        assertThat(hub.alive()).as("the hub lives, see " + log()).isTrue();
        assertThat(truth.servers()).as("servers that the sweep found").isEqualTo(size);
    }

    Truth truth() {
        return truth;
    }

    LabProcess lab() {
        return lab;
    }

    /** The file with the password of the lab's devices. */
    Path secret() {
        return data().resolve("lab").resolve("bmc-password");
    }

    /** Where the hub's data and the logs of both are. */
    Path folder() {
        return folder;
    }

    Path log() {
        return folder.resolve("hub.log");
    }

    void kill() {
        hub.kill();
    }

    /** Another life, which only goes on with what is under way. The one before must have ended. */
    HubProcess restart(String... properties) {
        hub = HubProcess.start(
                folder, Stream.concat(always.stream(), Stream.of(properties)).toArray(String[]::new));
        return hub;
    }

    /** Takes every bell and every other message away, as a lost disk would. */
    void loseTheBroker() throws IOException {
        FileSystemUtils.deleteRecursively(data().resolve("artemis"));
    }

    boolean over() {
        return truth.over();
    }

    void finish() {
        await().atMost(OVER).pollInterval(Duration.ofMillis(500)).until(() -> !hub.alive() || truth.over());
        assertThat(hub.alive()).as("the hub lives to the end").isTrue();
    }

    /** Asks the lab, which knows nothing of the hub, whether everything was done, and once. */
    void judge() {
        List<Truth.Planned> hosts = truth.planned();
        SoftAssertions all = new SoftAssertions();
        all.assertThat(hosts).as("hosts in the plan").isNotEmpty();
        for (Truth.Planned host : hosts) {
            JsonNode device = lab.device(host.address());
            String who = host.address() + " (" + host.state() + ", " + host.reason() + ")";
            all.assertThat(host.ended() && List.of("succeeded", "nothing-to-do").contains(host.state()))
                    .as(
                            "%s: its run has succeeded; its story:%n%s",
                            who, String.join("\n", truth.story(host.address())))
                    .isTrue();
            all.assertThat(submits(device))
                    .as("%s: how often the lab was given each package", who)
                    .isEqualTo(once(host.files()));
            host.versions().forEach((fqdd, version) -> all.assertThat(version(device, fqdd))
                    .as("%s: what is in %s", who, fqdd)
                    .isEqualToIgnoringCase(version));
            all.assertThat(restarts(device))
                    .as("%s: restarts that the lab saw, and by whom", who)
                    .isEqualTo(host.restarts() == 0 ? Map.of() : Map.of("ORDERED", host.restarts()));
        }
        all.assertAll();
    }

    private static Map<String, Integer> once(List<String> files) {
        Map<String, Integer> once = new TreeMap<>();
        files.forEach(file -> once.put(file, 1));
        return once;
    }

    private static Map<String, Integer> submits(JsonNode device) {
        Map<String, Integer> submits = new TreeMap<>();
        device.path("submits")
                .properties()
                .forEach(file -> submits.put(file.getKey(), file.getValue().size()));
        return submits;
    }

    /**
     * By WS-MAN a restart is ordered as a job. The virtual AC cycle after a CPLD update is the device's own, and nobody's
     * order.
     */
    private static Map<String, Integer> restarts(JsonNode device) {
        Map<String, Integer> resets = new TreeMap<>();
        device.path("hostResets")
                .forEach(reset ->
                        resets.merge(reset.path("cause").asText().replace("REBOOT_JOB", "ORDERED"), 1, Integer::sum));
        resets.remove("AC_CYCLE");
        return resets;
    }

    private static String version(JsonNode device, String fqdd) {
        return device.path("components")
                .valueStream()
                .filter(component -> component.path("fqdds").valueStream().anyMatch(f -> f.asText()
                        .equals(fqdd)))
                .map(component -> component.path("version").asText())
                .findFirst()
                .orElse("no such component");
    }

    /** Where the last life said that it dies. */
    Boundary lastBoundary() throws IOException {
        return Boundary.of(Files.readAllLines(log()).stream()
                .filter(line -> line.startsWith("Dies "))
                .reduce((former, last) -> last)
                .orElseThrow()
                .substring("Dies ".length()));
    }

    int submits() {
        return lab.report().path("submits").asInt();
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Override
    public void close() {
        if (hub != null && hub.alive()) {
            hub.close();
        }
        files.close();
        lab.close();
    }
}
