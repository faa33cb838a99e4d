package io.farrier.lab.device;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The device and a catalog: what of it is newer than what it holds, and, where it was told to, a job for each of those.
 * Guarded by the device.
 */
public final class Repository {
    /**
     * A package that the device would take.
     *
     * @param path below the catalog's base
     * @param job that installs it; null in a dry run
     */
    public record Match(Part part, String installed, String version, String path, String criticality, String job) {
        public String file() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private final Device device;
    private final Map<String, Boolean> applies = new HashMap<>();
    private List<Match> last;

    Repository(Device device) {
        this.device = device;
    }

    /** @param order whose URI is the catalog's */
    public Job submit(Job.Order order, boolean apply) {
        Job job = device.updates().repository(order);
        applies.put(job.id(), apply);
        return job;
    }

    /** What the last look at a catalog found; empty where there was none. */
    public Optional<List<Match>> last() {
        return Optional.ofNullable(last);
    }

    /** The catalog is here, or is not. */
    void fetched(String id, Optional<Path> file) {
        Optional<Job> job = device.jobs().find(id).filter(still -> still.state() == JobState.DOWNLOADING);
        try {
            if (job.isPresent()) {
                compare(job.get(), file);
            }
        } finally {
            file.ifPresent(Updates::discard);
            applies.remove(id);
            device.updates().next();
        }
    }

    private void compare(Job job, Optional<Path> file) {
        if (file.isEmpty()) {
            device.flashing().fail(job, Message.DOWNLOAD_FAILED);
            return;
        }
        try {
            CatalogFile catalog = CatalogFile.read(file.get());
            last = matches(catalog);
            device.jobs()
                    .put(job.ended(
                            JobState.COMPLETED,
                            Message.JOB_DONE,
                            List.of(),
                            device.clock().now()));
            if (applies.getOrDefault(job.id(), false)) {
                last = last.stream().map(match -> install(job, catalog, match)).toList();
            }
        } catch (IOException noCatalog) {
            device.flashing().fail(job, Message.NO_CATALOG);
        }
    }

    /** Of each part the newest that the vendor has, where that is newer than the installed one. */
    private List<Match> matches(CatalogFile catalog) {
        List<Match> found = new ArrayList<>();
        for (Part part : device.inventory().parts()) {
            String installed = device.inventory().shown(part);
            catalog.entries().stream()
                    .filter(CatalogFile.Entry::forDevices)
                    .filter(entry -> entry.dup().isFor(part) && entry.dup().isFor(device.model()))
                    .max((a, b) -> Integer.compare(
                            age(part, a.dup().version()), age(part, b.dup().version())))
                    .filter(entry -> age(part, entry.dup().version()) > age(part, installed))
                    .ifPresent(entry -> found.add(new Match(
                            part, installed, entry.dup().version(), entry.path(), entry.criticality(), null)));
        }
        return found;
    }

    /** Its place among the part's versions, oldest first; one that is not among them is newer than all. */
    private static int age(Part part, String version) {
        int at = part.versions().indexOf(version);
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    private Match install(Job parent, CatalogFile catalog, Match match) {
        String uri = catalog.baseLocation() == null
                ? URI.create(parent.order().uri()).resolve(match.path()).toString()
                : "http://" + catalog.baseLocation() + "/" + match.path();
        Job.Order order = new Job.Order(
                uri,
                match.file(),
                !match.part().kind().direct(),
                parent.order().user(),
                parent.order().from(),
                device.clock().now());
        Job job = device.updates().submit(order);
        return new Match(match.part(), match.installed(), match.version(), match.path(), match.criticality(), job.id());
    }
}
