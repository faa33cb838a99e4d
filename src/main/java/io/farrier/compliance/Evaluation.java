package io.farrier.compliance;

import io.farrier.baseline.Baseline;
import io.farrier.baseline.Baselines;
import io.farrier.baseline.Demand;
import io.farrier.baseline.Due;
import io.farrier.baseline.Subject;
import io.farrier.baseline.Waiver;
import io.farrier.baseline.Waivers;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Packages;
import io.farrier.fleet.Hosts;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Holds what is installed against the baselines and their catalogs, and writes down the verdicts. */
@Component
public class Evaluation {

    /** One system's packages of one catalog; null: of the current ones. */
    private record Offered(String systemId, Long catalogId) {}

    private final Due due;
    private final Verdicts verdicts;
    private final Baselines baselines;
    private final Waivers waivers;
    private final Managed managed;
    private final Exposures exposures;
    private final Catalogs catalogs;
    private final Packages packages;
    private final Hosts hosts;
    private final Ledger ledger;

    Evaluation(
            Due due,
            Verdicts verdicts,
            Baselines baselines,
            Waivers waivers,
            Managed managed,
            Exposures exposures,
            Catalogs catalogs,
            Packages packages,
            Hosts hosts,
            Ledger ledger) {
        this.due = due;
        this.verdicts = verdicts;
        this.baselines = baselines;
        this.waivers = waivers;
        this.managed = managed;
        this.exposures = exposures;
        this.catalogs = catalogs;
        this.packages = packages;
        this.hosts = hosts;
        this.ledger = ledger;
    }

    /**
     * Evaluates these hosts, as one transaction: some hundreds at a time. A host whose verdicts came out otherwise than
     * before gets an event. No hosts: nothing is done.
     */
    @Transactional
    public void evaluate(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return;
        }
        verdicts.lock(ids);
        boolean anyCatalog = !catalogs.current().isEmpty();
        Map<Long, Standard> standards = standards(ids);
        Map<Offered, Match> matches = new HashMap<>();
        List<Installed> installed = verdicts.installed(ids);
        List<Verdicts.Row> rows = new ArrayList<>(installed.size());
        Map<Long, Map<Verdict, Integer>> counts = new TreeMap<>();
        for (Installed item : installed) {
            Standard standard = standards.get(item.hostId());
            boolean any = anyCatalog || standard.catalogId() != null;
            Match match = any
                    ? matches.computeIfAbsent(new Offered(item.systemId(), standard.catalogId()), this::match)
                    : null;
            Verdicts.Row row = row(item, standard, match);
            rows.add(row);
            counts.computeIfAbsent(item.hostId(), id -> new HashMap<>())
                    .merge(row.judgement().verdict(), 1, Integer::sum);
        }
        Map<Long, Map<Verdict, Integer>> before = verdicts.counts(ids);
        verdicts.save(ids, rows);
        exposures.save(
                ids, installed.stream().map(item -> subject(item, standards)).toList());
        counts.forEach((host, now) -> {
            if (!now.equals(before.get(host))) {
                ledger.append(event(host, now));
            }
        });
    }

    /** Evaluates some of those that are due. @return how many these were */
    @Transactional
    public int due(int most) {
        List<Long> ids = due.take(most);
        evaluate(ids);
        return ids.size();
    }

    private Map<Long, Standard> standards(Collection<Long> ids) {
        Map<Long, About> about = verdicts.about(ids);
        Map<Long, Baseline> chosen = baselines.of(ids);
        Map<Long, List<Waiver>> waived = waivers.of(ids);
        Map<Long, Standard> standards = new HashMap<>();
        ids.forEach(id -> standards.put(
                id,
                new Standard(
                        about.getOrDefault(id, About.NOTHING), chosen.get(id), waived.getOrDefault(id, List.of()))));
        return standards;
    }

    private Verdicts.Row row(Installed item, Standard standard, Match match) {
        Subject subject = standard.subject(item);
        Demand demand = standard.demand(subject);
        Judgement judgement =
                standard.managed(managed).map(Judgement::managed).orElseGet(() -> Judgement.of(item, match, demand));
        Optional<Waiver> waiver =
                judgement.counts() && !judgement.verdict().compliant() ? standard.waiver(subject) : Optional.empty();
        return new Verdicts.Row(item, judgement, standard.baseline(), waiver.orElse(null));
    }

    private static Exposures.Item subject(Installed item, Map<Long, Standard> standards) {
        return new Exposures.Item(
                item.hostId(), item.inventoryId(), standards.get(item.hostId()).subject(item), item.version());
    }

    private Match match(Offered offered) {
        return new Match(
                offered.catalogId() == null
                        ? packages.forSystem(offered.systemId())
                        : packages.forSystem(offered.systemId(), offered.catalogId()));
    }

    private Entry event(long host, Map<Verdict, Integer> counts) {
        Map<String, Integer> words = new TreeMap<>();
        counts.forEach((verdict, n) -> words.put(verdict.word(), n));
        return Entry.of(
                        "host:" + host,
                        "compliance.evaluated",
                        "The firmware of %s was compared with the catalog: %s."
                                .formatted(hosts.byId(host).orElseThrow().label(), Counts.sentence(counts)))
                .host(host)
                .with(words);
    }
}
