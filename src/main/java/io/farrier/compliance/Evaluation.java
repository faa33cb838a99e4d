package io.farrier.compliance;

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
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Holds what is installed against the current catalogs, and writes down the verdicts. */
@Component
public class Evaluation {

    private final Verdicts verdicts;
    private final Catalogs catalogs;
    private final Packages packages;
    private final Hosts hosts;
    private final Ledger ledger;

    Evaluation(Verdicts verdicts, Catalogs catalogs, Packages packages, Hosts hosts, Ledger ledger) {
        this.verdicts = verdicts;
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
        Map<String, Match> matches = new HashMap<>();
        List<Installed> installed = verdicts.installed(ids);
        List<Judgement> judgements = new ArrayList<>(installed.size());
        Map<Long, Map<Verdict, Integer>> counts = new TreeMap<>();
        for (Installed item : installed) {
            Match match = anyCatalog ? matches.computeIfAbsent(String.valueOf(item.systemId()), this::match) : null;
            Judgement judgement = Judgement.of(item, match);
            judgements.add(judgement);
            counts.computeIfAbsent(item.hostId(), id -> new HashMap<>()).merge(judgement.verdict(), 1, Integer::sum);
        }
        Map<Long, Map<Verdict, Integer>> before = verdicts.counts(ids);
        verdicts.save(ids, installed, judgements);
        counts.forEach((host, now) -> {
            if (!now.equals(before.get(host))) {
                ledger.append(event(host, now));
            }
        });
    }

    private Match match(String systemId) {
        return new Match(packages.forSystem(systemId));
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
