package io.farrier.vcenter;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * VMware's own client (pyvmomi), which looks at a vCenter from outside and notes each host's maintenance mode when it changes, and
 * each task about a host when it has ended.
 */
public final class Watcher implements AutoCloseable {

    private static final String SCRIPT = """
            import json, ssl, sys, time
            from pyVim.connect import SmartConnect
            from pyVmomi import vim
            port, user, password = sys.argv[1:]
            context = ssl._create_unverified_context()
            content = SmartConnect(host='127.0.0.1', port=int(port), user=user, pwd=password, sslContext=context).RetrieveContent()
            view = content.viewManager.CreateContainerView(content.rootFolder, [vim.HostSystem], True)
            last = {}
            ended = set()
            while True:
                for task in content.taskManager.recentTask:
                    if task._moId in ended:
                        continue
                    info = task.info
                    if info.state in ('success', 'error'):
                        ended.add(task._moId)
                        if isinstance(info.entity, vim.HostSystem):
                            print(json.dumps({'task': info.descriptionId, 'tag': info.entity.hardware.systemInfo.serialNumber,
                                'state': info.state, 'from': info.queueTime.timestamp(), 'to': info.completeTime.timestamp()}), flush=True)
                for host in view.view:
                    info = host.hardware.systemInfo
                    now = host.runtime.inMaintenanceMode
                    if last.get(info.serialNumber) != now:
                        last[info.serialNumber] = now
                        print(json.dumps({'tag': info.serialNumber, 'uuid': info.uuid, 'cluster': isinstance(host.parent, vim.ClusterComputeResource),
                            'maintenance': now, 'at': time.time()}), flush=True)
                time.sleep(0.02)
            """;

    /** A host as it was first seen. */
    public record Seen(String tag, String uuid, boolean clustered) {}

    /** A task about a host as the vCenter's log has it: {@code HostSystem.enterMaintenanceMode}, success or error. */
    public record Task(String what, String tag, String state, Instant from, Instant to) {}

    private final Process process;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Seen> hosts = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Instant, Boolean>> story = new ConcurrentHashMap<>();
    private final List<Task> tasks = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private Watcher(Process process) {
        this.process = process;
    }

    public static boolean available() throws IOException, InterruptedException {
        Process asked = new ProcessBuilder("/usr/bin/python3", "-c", "import pyVim, pyVmomi").start();
        return asked.waitFor(20, TimeUnit.SECONDS) && asked.exitValue() == 0;
    }

    /** Looks at a simulator until it is closed; comes back when it has seen so many hosts. */
    public static Watcher of(Vcsim sim, int hosts) throws IOException {
        Watcher watcher = new Watcher(new ProcessBuilder(
                        "/usr/bin/python3", "-c", SCRIPT, String.valueOf(sim.port), Vcsim.USER, Vcsim.PASSWORD)
                .redirectErrorStream(true)
                .start());
        Thread.ofVirtual().start(watcher::read);
        await().atMost(Duration.ofSeconds(30)).until(() -> watcher.hosts.size() >= hosts);
        return watcher;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("{")) {
                    complaints.add(line);
                    continue;
                }
                JsonNode seen = json.readTree(line);
                String tag = seen.path("tag").asText();
                if (seen.has("task")) {
                    tasks.add(new Task(
                            seen.path("task").asText(),
                            tag,
                            seen.path("state").asText(),
                            time(seen, "from"),
                            time(seen, "to")));
                    continue;
                }
                Instant at = time(seen, "at");
                story.computeIfAbsent(tag, key -> new ConcurrentSkipListMap<>())
                        .put(at, seen.path("maintenance").asBoolean());
                hosts.putIfAbsent(
                        tag,
                        new Seen(
                                tag,
                                seen.path("uuid").asText(),
                                seen.path("cluster").asBoolean()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant time(JsonNode seen, String name) {
        return Instant.ofEpochMilli((long) (seen.path(name).asDouble() * 1000));
    }

    public List<Seen> hosts() {
        return hosts.values().stream()
                .sorted(java.util.Comparator.comparing(Seen::tag))
                .toList();
    }

    /** Whether it saw this host in maintenance mode last before, or at, this time. */
    public boolean inMaintenance(String tag, Instant at) {
        var entry = story.get(tag).floorEntry(at);
        return entry != null && entry.getValue();
    }

    /** Whether it saw this host in maintenance mode all of this time. */
    public boolean inMaintenance(String tag, Instant from, Instant to) {
        return inMaintenance(tag, from) && !story.get(tag).subMap(from, to).containsValue(false);
    }

    /** Tasks about this host that have ended, in the order in which that was seen. */
    public List<Task> tasks(String tag) {
        return tasks.stream().filter(task -> task.tag().equals(tag)).toList();
    }

    boolean wasInMaintenance(String tag) {
        return story.get(tag).containsValue(true);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
