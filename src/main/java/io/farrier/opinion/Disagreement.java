package io.farrier.opinion;

import io.farrier.compliance.Verdict;
import io.farrier.compliance.VersionOrder;
import io.farrier.transport.Repository.Offer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A component of which the device says something else than the hub.
 *
 * @param installed as the hub knows it
 * @param ours outdated, current …
 * @param wanted the version that the hub would install; null: none
 * @param theirs the version that the device would install; null: none
 * @param why in words, with what it may come from
 */
public record Disagreement(
        long hostId,
        String fqdd,
        String component,
        String installed,
        String ours,
        String wanted,
        String theirs,
        String why) {

    /** What the hub says of one component. @param wanted version of the package that decided */
    record Ours(
            long hostId,
            String fqdd,
            String name,
            String componentId,
            String installed,
            Verdict verdict,
            String wanted,
            boolean counts) {}

    /** Pure. What both say alike is left out, and so is what a baseline leaves out or somebody waived. */
    static List<Disagreement> between(List<Ours> ours, List<Offer> offers) {
        List<Disagreement> found = new ArrayList<>();
        Set<Offer> met = new HashSet<>();
        for (Ours component : ours) {
            Offer offer = offers.stream()
                    .filter(o -> of(component, o))
                    .findFirst()
                    .orElseGet(() -> ofItsKind(component, offers));
            if (offer != null) {
                met.add(offer);
            }
            String theirs = offer == null ? null : offer.version();
            String wanted = component.verdict() == Verdict.OUTDATED ? component.wanted() : null;
            if (component.counts() && !same(theirs, wanted)) {
                found.add(of(component, wanted, theirs));
            }
        }
        for (Offer offer : offers) {
            if (!met.contains(offer) && ours.stream().noneMatch(component -> of(component, offer))) {
                found.add(
                        new Disagreement(
                                ours.isEmpty() ? 0 : ours.getFirst().hostId(),
                                offer.fqdd(),
                                offer.name(),
                                offer.installed(),
                                null,
                                null,
                                offer.version(),
                                "The device would update a component that its inventory did not tell: read the inventory again."));
            }
        }
        return found;
    }

    /** However it is written: "1.3" and "1.3.0" are one version. */
    private static boolean same(String one, String other) {
        return Objects.equals(one, other) || VersionOrder.of(one, other) == VersionOrder.EQUAL;
    }

    /** By the FQDD, which names one place; a component id is the same for several of a kind. */
    private static boolean of(Ours component, Offer offer) {
        return component.fqdd() != null && component.fqdd().equals(offer.fqdd());
    }

    /** One package brings all ports of a card, of which the device names one. */
    private static Offer ofItsKind(Ours component, List<Offer> offers) {
        return offers.stream()
                .filter(offer -> offer.name() != null && component.name().startsWith(offer.name()))
                .filter(offer -> same(offer.installed(), component.installed()))
                .findFirst()
                .orElse(null);
    }

    private static Disagreement of(Ours component, String wanted, String theirs) {
        String word = component.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Disagreement(
                component.hostId(),
                component.fqdd(),
                component.name(),
                component.installed(),
                word,
                wanted,
                theirs,
                why(component, wanted, theirs));
    }

    private static String why(Ours component, String wanted, String theirs) {
        if (theirs == null) {
            return "The hub would install %s, the device nothing: its catalog may be another one, or it does not take this package over its own way."
                    .formatted(wanted);
        }
        if (wanted != null) {
            return "The hub would install %s, the device %s: their catalogs may be of another day, or a baseline wants something else than the newest."
                    .formatted(wanted, theirs);
        }
        return switch (component.verdict()) {
            case NO_PACKAGE, UNKNOWN ->
                "The device would install %s, and the hub could not judge this component: its ids may say too little."
                        .formatted(theirs);
            default ->
                "The device would install %s, and the hub calls %s right: a baseline may pin it, or its inventory is older than its last job."
                        .formatted(theirs, component.installed());
        };
    }
}
