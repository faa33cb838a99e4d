package io.farrier.catalog;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was uploaded, as a catalog of this hub's own, {@code uploads}: it is written anew with each package that comes or goes. */
@Component
class Uploaded {

    /** What needs an uploaded file: a plan names its package in whichever catalog of uploads was current when it was made. */
    private static final String NEEDED = """
            select case when u.state in ('approved', 'scheduled', 'running', 'paused') then 'the plan ' || u.name
                else 'a run of the plan ' || u.name || ', which has not ended,' end
            from update_plans u join plan_targets t on t.plan_id = u.id
            cross join jsonb_array_elements(t.promises) promise
            join packages p on p.id = (promise ->> 'packageId')::bigint join catalogs c on c.id = p.catalog_id and c.source = ?
            where p.hash_sha256 = ? and (u.state in ('approved', 'scheduled', 'running', 'paused')
                or exists (select 1 from host_runs r where r.plan_id = u.id and r.host_id = t.host_id and r.ended_at is null))
            order by u.id limit 1
            """;

    private final JdbcClient jdbc;
    private final Artifacts artifacts;
    private final Catalogs catalogs;
    private final Packages packages;
    private final Originals originals;
    private final Ledger ledger;
    private final Duration keep;

    Uploaded(
            JdbcClient jdbc,
            Artifacts artifacts,
            Catalogs catalogs,
            Packages packages,
            Originals originals,
            Ledger ledger,
            @Value("${farrier.catalog.keep}") Duration keep) {
        this.jdbc = jdbc;
        this.artifacts = artifacts;
        this.catalogs = catalogs;
        this.packages = packages;
        this.originals = originals;
        this.ledger = ledger;
        this.keep = keep;
    }

    /** The catalog of before with this package in it: written, read and made current in one transaction. */
    Uploads.Taken add(SoftwareComponent said, String who) throws IOException {
        return artifacts.alone(Catalog.UPLOADS, () -> added(said, who));
    }

    private Uploads.Taken added(SoftwareComponent said, String who) throws IOException {
        Catalog former = catalogs.current(Catalog.UPLOADS).orElse(null);
        Map<String, SoftwareComponent> all = former == null ? new TreeMap<>() : held(former);
        SoftwareComponent same = all.put(said.path(), said);
        if (same != null && same.sha256().equals(said.sha256())) {
            return taken(said, former.id());
        }
        long catalogId = write(all);
        tell(
                catalogId,
                "catalog.uploaded",
                "%s uploaded %s: %s, version %s, for %,d systems."
                        .formatted(
                                who,
                                said.fileName(),
                                said.name(),
                                said.vendorVersion(),
                                said.systems().size()),
                said,
                who);
        return taken(said, catalogId);
    }

    /**
     * Takes a package out of what is offered. Its file stays until nothing needs it (files/).
     *
     * @throws Refused when it was not uploaded, is not offered any more, or is needed; it says by what
     */
    public void remove(long id, String who) throws IOException {
        artifacts.alone(Catalog.UPLOADS, () -> {
            Catalog current = catalogs.current(Catalog.UPLOADS).orElse(null);
            SoftwarePackage offered =
                    packages.byId(id).orElseThrow(() -> Refused.unknown("There is no package " + id + "."));
            if (current == null || offered.catalogId() != current.id()) {
                throw Refused.conflict(
                        ("The package %d (%s) is none that was uploaded and is offered now: what comes from a source"
                                        + " goes when its source offers it no more.")
                                .formatted(id, offered.fileName()));
            }
            needed(offered).ifPresent(by -> {
                throw Refused.conflict("%s is not removed: %s needs it.".formatted(offered.fileName(), by));
            });
            Map<String, SoftwareComponent> left = held(current);
            SoftwareComponent gone = left.remove(offered.path());
            long catalogId = left.isEmpty() ? retire(current) : write(left);
            tell(
                    catalogId,
                    "catalog.upload-removed",
                    "%s removed %s, which had been uploaded: %s, version %s."
                            .formatted(who, gone.fileName(), gone.name(), gone.vendorVersion()),
                    gone,
                    who);
            return gone;
        });
    }

    private Optional<String> needed(SoftwarePackage offered) {
        return jdbc.sql(NEEDED)
                .params(Catalog.UPLOADS, offered.sha256())
                .query(String.class)
                .optional();
    }

    private long retire(Catalog current) {
        jdbc.sql("update catalogs set state = 'superseded' where id = ?")
                .params(current.id())
                .update();
        return current.id();
    }

    /** Makes these what is offered, and all that is. */
    private long write(Map<String, SoftwareComponent> offered) throws IOException {
        Path written = artifacts.incoming();
        try {
            CatalogWriter.write(written, Catalog.UPLOADS, offered.values());
            Received received;
            try (InputStream in = Files.newInputStream(written)) {
                received = Received.to(OutputStream.nullOutputStream(), in, Long.MAX_VALUE);
            }
            Loading.Loaded loaded = Loading.of(
                    catalogs, Catalog.UPLOADS, new Download(written, received.sha256(), received.size(), null, null));
            originals.keep(written, received.sha256());
            catalogs.activate(catalogs.find(loaded.catalogId()).orElseThrow(), loaded.packages(), keep);
            return loaded.catalogId();
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private void tell(long catalogId, String type, String sentence, SoftwareComponent said, String who) {
        ledger.append(Entry.of("catalog:" + catalogId, type, sentence)
                .by(who)
                .with(Map.of("file", said.fileName(), "sha256", said.sha256(), "size", said.size())));
    }

    private Map<String, SoftwareComponent> held(Catalog former) throws IOException {
        Path original = originals
                .of(former)
                .orElseThrow(() -> new IOException(
                        "The catalog of the uploads is gone from the folder of files; restore it from a backup."));
        Map<String, SoftwareComponent> held = new TreeMap<>();
        try (InputStream in = Files.newInputStream(original)) {
            CatalogReader.read(in, Limits.DEFAULT, new Contents() {
                @Override
                public void manifest(Manifest manifest) {}

                @Override
                public void component(SoftwareComponent component) {
                    held.put(component.path(), component);
                }
            });
        }
        return held;
    }

    private static Uploads.Taken taken(SoftwareComponent said, long catalogId) {
        return new Uploads.Taken(
                said.fileName(), said.name(), said.vendorVersion(), said.sha256(), said.size(), catalogId);
    }
}
