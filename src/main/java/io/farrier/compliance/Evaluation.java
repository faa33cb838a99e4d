package io.farrier.compliance;

import io.farrier.baseline.Baseline;
import io.farrier.baseline.Baselines;
import io.farrier.baseline.Demand;
import io.farrier.baseline.Due;
import io.farrier.baseline.Subject;
import io.farrier.baseline.Waiver;
import io.farrier.baseline.Waivers;
import io.farrier.catalog.SoftwarePackage;
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
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Holds what is installed against the baselines and their catalogs, and writes down the verdicts. */
@Component
public class Evaluation {

    private final Due due;
    private final Verdicts verdicts;
    private final Known known;
    private final Baselines baselines;
    private final Waivers waivers;
    private final Managed managed;
    private final Offers offers;
    private final Stones stones;
    private final Exposures exposures;
    private final Ledger ledger;

    Evaluation(
            Due due,
            Verdicts verdicts,
            Known known,
            Baselines baselines,
            Waivers waivers,
            Managed managed,
            Offers offers,
            Stones stones,
            Exposures exposures,
            Ledger ledger) {
        this.due = due;
        this.verdicts = verdicts;
        this.known = known;
        this.baselines = baselines;
        this.waivers = waivers;
        this.managed = managed;
        this.offers = offers;
        this.stones = stones;
        this.exposures = exposures;
        this.ledger = ledger;
    }

    /**
     * For a transaction that writes what it has read of hosts before it evaluates them: it waits here, while nobody can wait
     * for it. What is written of a host marks it as due, as a catalog does that goes.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(Collection<Long> ids) {
        verdicts.lock(ids);
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
        due.done(ids);
        Offers.Now offered = offers.now();
        List<Installed> installed = known.installed(ids);
        Map<Long, About> about = known.about(ids);
        // A baseline may be for those who are exposed.
        Exposures.Worst worst = exposures.save(
                ids, installed.stream().map(item -> subject(item, about)).toList());
        Map<Long, Standard> standards = standards(ids, about);
        Map<Long, Optional<Managed.Owner>> owners = new HashMap<>();
        standards.forEach((host, standard) -> owners.put(host, standard.managed(managed)));
        Map<Long, Long> stale = known.stale(ids);
        List<Ruling> rows = new ArrayList<>(installed.size());
        Map<Long, Map<Verdict, Integer>> counts = new TreeMap<>();
        for (Installed item : installed) {
            Standard standard = standards.get(item.hostId());
            Ruling row = row(item, standard, owners.get(item.hostId()), stale.get(item.hostId()), offered, worst);
            rows.add(row);
            counts.computeIfAbsent(item.hostId(), id -> new HashMap<>())
                    .merge(row.judgement().verdict(), 1, Integer::sum);
        }
        Map<Long, Map<String, Verdict>> before = verdicts.of(ids);
        verdicts.save(before, rows);
        ledger.append(counts.entrySet().stream()
                .filter(host -> !host.getValue().equals(counts(before.get(host.getKey()))))
                .map(host -> event(host.getKey(), standards.get(host.getKey()).about(), host.getValue()))
                .toList());
    }

    /** @param before by inventory id; null: nothing is stored of the host */
    private static Map<Verdict, Integer> counts(Map<String, Verdict> before) {
        Map<Verdict, Integer> counts = new HashMap<>();
        if (before != null) {
            before.values().forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
        }
        return counts;
    }

    private Map<Long, Standard> standards(Collection<Long> ids, Map<Long, About> about) {
        Map<Long, Baseline> chosen = baselines.of(ids);
        Map<Long, List<Waiver>> waived = waivers.of(ids);
        Map<Long, Standard> standards = new HashMap<>();
        ids.forEach(id -> standards.put(
                id,
                new Standard(
                        about.getOrDefault(id, About.NOTHING), chosen.get(id), waived.getOrDefault(id, List.of()))));
        return standards;
    }

    private Ruling row(
            Installed item,
            Standard standard,
            Optional<Managed.Owner> by,
            Long staleSince,
            Offers.Now offered,
            Exposures.Worst worst) {
        Subject subject = standard.subject(item);
        Demand demand = standard.demand(subject);
        boolean pinned = demand instanceof Demand.Exactly && standard.catalogId() == null && item.systemId() != null;
        Match match = pinned ? offered.kept(item.systemId()) : offered.match(item.systemId(), standard.catalogId());
        Judgement judgement = by.map(Judgement::managed).orElseGet(() -> judgement(item, match, demand, staleSince));
        Optional<Waiver> waiver =
                judgement.counts() && !judgement.compliant() ? standard.waiver(subject) : Optional.empty();
        return new Ruling(
                item,
                standard.about(),
                judgement,
                way(item, judgement, standard.about(), offered),
                standard.baseline(),
                demand.rule(),
                by.map(Managed.Owner::by).orElse(null),
                waiver.orElse(null),
                worst.of(item.hostId(), item.inventoryId()));
    }

    /** @param staleSince the run since which it was not read; null: it was */
    private static Judgement judgement(Installed item, Match match, Demand demand, Long staleSince) {
        return staleSince == null || demand instanceof Demand.Nothing
                ? Judgement.of(item, match, demand)
                : Judgement.stale(staleSince);
    }

    /** Most components have no stepping stones. */
    private Way way(Installed item, Judgement judgement, About about, Offers.Now offered) {
        SoftwarePackage wanted = judgement.offer();
        boolean moves = judgement.verdict() == Verdict.OUTDATED || judgement.verdict() == Verdict.NEWER;
        if (!moves || wanted == null || !stones.concerns(item.componentId(), about.generation())) {
            return Way.AT_ONCE;
        }
        List<SoftwarePackage> every = offered.every(item.systemId(), item.componentId());
        List<String> versions =
                every.stream().map(SoftwarePackage::vendorVersion).toList();
        return switch (stones.path(
                item.componentId(), about.generation(), item.version(), wanted.vendorVersion(), versions)) {
            case Stones.Path.None none -> new Way(List.of(), none.why());
            case Stones.Path.Steps steps ->
                new Way(
                        steps.versions().stream()
                                .map(version -> version.equals(wanted.vendorVersion()) ? wanted : of(version, every))
                                .toList(),
                        null);
        };
    }

    private static SoftwarePackage of(String version, List<SoftwarePackage> every) {
        return every.stream()
                .filter(offer -> offer.vendorVersion().equals(version))
                .findFirst()
                .orElseThrow();
    }

    private static Exposures.Item subject(Installed item, Map<Long, About> hosts) {
        About about = hosts.getOrDefault(item.hostId(), About.NOTHING);
        return new Exposures.Item(
                item.hostId(), item.inventoryId(), about.subject(item), about.generation(), item.version());
    }

    private static Entry event(long host, About about, Map<Verdict, Integer> counts) {
        Map<String, Integer> words = new TreeMap<>();
        counts.forEach((verdict, n) -> words.put(verdict.word(), n));
        return Entry.of(
                        "host:" + host,
                        "compliance.evaluated",
                        "The firmware of %s was compared with the catalog: %s."
                                .formatted(about.label(), Counts.sentence(counts)))
                .host(host)
                .with(words);
    }
}
