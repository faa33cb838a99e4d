package io.farrier.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which credential is used for a host, and why: of the profiles that cover it the most specific one; none where none does. Never a
 * list to try, never a default.
 *
 * @param credential null where there is none
 * @param considered the profiles that were looked at, those that cover the host first, the most specific at the head
 */
public record Resolution(Credential credential, List<Considered> considered) {

    /** A profile that was looked at. @param why a sentence */
    public record Considered(String profile, boolean covers, boolean chosen, String why) {}

    /** The older of two that are equal in all else goes first: it was there, and nobody said that it shall not. */
    private static final Comparator<Lineage> FIRST = Lineage.SPECIFIC
            .reversed()
            .thenComparing(lineage -> lineage.profile().id());

    /** The rule. Neither the order of the profiles nor the time matters. */
    static Resolution of(List<Profile> profiles, Place place) {
        List<Lineage> all = Lineage.all(profiles);
        List<Lineage> covering = all.stream()
                .filter(lineage -> lineage.against(place).isEmpty())
                .sorted(FIRST)
                .toList();
        List<Considered> considered = new ArrayList<>();
        for (Lineage lineage : covering) {
            boolean chosen = lineage == covering.getFirst();
            considered.add(new Considered(
                    lineage.profile().name(),
                    true,
                    chosen,
                    chosen ? covers(lineage) : beaten(covering.getFirst(), lineage)));
        }
        all.stream()
                .sorted(Comparator.comparing(lineage -> lineage.profile().name()))
                .forEach(lineage -> lineage.against(place)
                        .ifPresent(why ->
                                considered.add(new Considered(lineage.profile().name(), false, false, why))));
        profiles.stream()
                .filter(profile ->
                        all.stream().noneMatch(lineage -> lineage.profile().equals(profile)))
                .forEach(profile -> considered.add(new Considered(
                        profile.name(), false, false, "Its parents go round in a circle, or one is missing.")));
        return new Resolution(covering.isEmpty() ? null : covering.getFirst().credential(), List.copyOf(considered));
    }

    public Optional<Credential> chosen() {
        return Optional.ofNullable(credential);
    }

    private static String covers(Lineage lineage) {
        List<String> by = new ArrayList<>();
        if (lineage.scope() != Scope.FLEET) {
            by.add("is for " + whom(lineage));
        }
        if (lineage.prefix() >= 0) {
            by.add("has a network of /" + lineage.prefix());
        }
        if (!lineage.tags().isEmpty()) {
            by.add("asks for " + lineage.tags().size() + (lineage.tags().size() == 1 ? " tag" : " tags"));
        }
        return "It covers the host and nothing more specific does"
                + (by.isEmpty() ? ": it is for every host." : ": it " + String.join(", ", by) + ".");
    }

    private static String whom(Lineage lineage) {
        return lineage.scope() == Scope.FLEET
                ? "the whole fleet"
                : "a " + lineage.scope().word();
    }

    /** The first part in which the other is ahead, in the order in which they are compared. */
    private static String beaten(Lineage winner, Lineage loser) {
        String name = winner.profile().name();
        if (winner.scope() != loser.scope()) {
            return "%s is for %s, this for %s.".formatted(name, whom(winner), whom(loser));
        }
        if (winner.prefix() != loser.prefix()) {
            return "%s has the narrower network: /%d, this %s."
                    .formatted(name, winner.prefix(), loser.prefix() < 0 ? "none" : "/" + loser.prefix());
        }
        if (winner.tags().size() != loser.tags().size()) {
            return "%s asks for more tags: %d, this for %d."
                    .formatted(name, winner.tags().size(), loser.tags().size());
        }
        if (winner.line().size() != loser.line().size()) {
            return "%s is further down its line: it has %d above it, this %d."
                    .formatted(name, winner.line().size() - 1, loser.line().size() - 1);
        }
        if (winner.profile().priority() != loser.profile().priority()) {
            return "%s has the higher priority: %d, this %d."
                    .formatted(
                            name, winner.profile().priority(), loser.profile().priority());
        }
        return "%s is equal in all and older; give one of them a higher priority.".formatted(name);
    }
}
