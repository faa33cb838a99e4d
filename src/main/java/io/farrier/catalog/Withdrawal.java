package io.farrier.catalog;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Withdraws the current catalog for one that was current before, or goes forth again. One commit, by a person, with its event. */
@Repository
public class Withdrawal {

    /** Whoever wants to make another catalog of this source current waits here. */
    private static final String LOCK = "select id from catalogs where source = ? order by id for update";

    private final JdbcClient jdbc;
    private final Catalogs catalogs;
    private final Changes changes;
    private final Ledger ledger;

    Withdrawal(JdbcClient jdbc, Catalogs catalogs, Changes changes, Ledger ledger) {
        this.jdbc = jdbc;
        this.catalogs = catalogs;
        this.changes = changes;
        this.ledger = ledger;
    }

    /**
     * Makes a superseded catalog the current one of its source. The one that was current is marked: a sync that finds it
     * again at the source leaves things as they are, and only a newer one takes the place.
     *
     * @throws Refused when there is no such catalog, or nothing to go back from
     */
    @Transactional
    public Catalog to(long id, String reason, String who) {
        Catalog wanted = found(id);
        jdbc.sql(LOCK).params(wanted.source()).query(Long.class).list();
        Catalog target = found(id);
        if (target.state().equals("current")) {
            throw Refused.conflict("Catalog %s is current already.".formatted(target.title()));
        }
        Catalog former = catalogs.current(target.source())
                .orElseThrow(
                        () -> Refused.conflict(("Nothing is current from %s: its source was removed, or chooses it no"
                                        + " more. Add the source, and sync it.")
                                .formatted(target.source())));
        jdbc.sql("update catalogs set state = 'superseded', withdrawn_by = ? where id = ?")
                .params(who, former.id())
                .update();
        jdbc.sql("update catalogs set state = 'current', withdrawn_by = null where id = ?")
                .params(target.id())
                .update();
        Map<String, Integer> difference = changes.count(former.id(), target.id());
        ledger.append(Entry.of(
                        "catalog:" + id,
                        "catalog.rolled-back",
                        "%s made catalog %s current in place of %s, from %s: %,d packages are new, %,d gone, %,d changed.%s"
                                .formatted(
                                        who,
                                        target.title(),
                                        former.title(),
                                        target.source(),
                                        difference.get("new"),
                                        difference.get("gone"),
                                        difference.get("changed"),
                                        reason == null || reason.isBlank() ? "" : " The reason: " + reason.strip()))
                .by(who)
                .with(Map.of("catalog", id, "former", former.id(), "changes", difference)));
        return catalogs.find(id).orElseThrow();
    }

    private Catalog found(long id) {
        return catalogs.find(id)
                .filter(catalog -> !catalog.state().equals("loading"))
                .orElseThrow(() -> Refused.unknown("There is no catalog " + id + ", or it is no longer kept."));
    }
}
