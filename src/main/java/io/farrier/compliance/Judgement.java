package io.farrier.compliance;

import io.farrier.baseline.Demand;
import io.farrier.catalog.SoftwarePackage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The verdict on one installed component, and why.
 *
 * @param offer the package that decided; null where none did, and so with {@code UNKNOWN} and {@code NO_PACKAGE}
 * @param reason a sentence for an operator
 * @param counts false where the baseline leaves it out
 * @param compliant whether it is as it should be; newer than a pin is not
 */
public record Judgement(Verdict verdict, SoftwarePackage offer, String reason, boolean counts, boolean compliant) {

    private static final Comparator<SoftwarePackage> BY_DATE =
            Comparator.comparing(SoftwarePackage::released, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()));

    Judgement(Verdict verdict, SoftwarePackage offer, String reason) {
        this(verdict, offer, reason, true, verdict == Verdict.CURRENT || verdict == Verdict.NEWER);
    }

    private Judgement notCompliant() {
        return new Judgement(verdict, offer, reason, counts, false);
    }

    /** Something else owns this host's firmware. */
    static Judgement managed(Managed.Owner owner) {
        return new Judgement(Verdict.UNKNOWN, null, owner.says());
    }

    /** A run may have changed the host since it was read. */
    static Judgement stale(long run) {
        return new Judgement(
                Verdict.UNKNOWN,
                null,
                "The inventory is older than its last job, of run %d; it is read anew by itself, POST /sweeps does it at once."
                        .formatted(run));
    }

    public static Judgement of(Installed installed, Match match) {
        return of(installed, match, Demand.NEWEST);
    }

    /** @param match of the packages for the host's system; null when no catalog was synced yet */
    public static Judgement of(Installed installed, Match match, Demand demand) {
        if (demand instanceof Demand.Nothing nothing) {
            return new Judgement(Verdict.UNKNOWN, null, "It is not judged: " + nothing.why() + ".", false, false);
        }
        String missing = missing(installed, match);
        if (missing != null) {
            return new Judgement(Verdict.UNKNOWN, null, missing);
        }
        List<SoftwarePackage> candidates = match.candidates(installed);
        return switch (demand) {
            case Demand.Exactly exactly -> exactly(installed.version(), candidates, exactly, match.none());
            case Demand.AtLeast atLeast -> atLeast(installed.version(), candidates, atLeast, match.none());
            case Demand.Newest newest -> newest(installed.version(), candidates);
            case Demand.Nothing nothing -> throw new IllegalStateException("was answered above");
        };
    }

    private static Judgement exactly(
            String installed, List<SoftwarePackage> candidates, Demand.Exactly wanted, String none) {
        SoftwarePackage offer = candidates.stream()
                .filter(candidate -> VersionOrder.of(candidate.vendorVersion(), wanted.version()) == VersionOrder.EQUAL)
                .max(BY_DATE)
                .orElse(null);
        String want = "%s is wanted (%s)".formatted(wanted.version(), wanted.why());
        return switch (VersionOrder.of(installed, wanted.version())) {
            case EQUAL -> new Judgement(Verdict.CURRENT, offer, "%s is installed; %s.".formatted(installed, want));
            case LOWER -> pinned(Verdict.OUTDATED, installed, offer, want, none);
            case HIGHER ->
                pinned(Verdict.NEWER, installed, offer, want + ", just that one, so being newer is not compliant", none)
                        .notCompliant();
            case INCOMPARABLE ->
                new Judgement(
                        Verdict.UNKNOWN,
                        null,
                        "%s is installed and %s, versions of two schemes.".formatted(installed, want));
        };
    }

    private static Judgement pinned(
            Verdict verdict, String installed, SoftwarePackage offer, String want, String none) {
        return offer == null
                ? new Judgement(
                        Verdict.NO_PACKAGE,
                        null,
                        "%s is installed, %s, and %s has it.".formatted(installed, want, none))
                : new Judgement(verdict, offer, "%s is installed; %s.".formatted(installed, want));
    }

    private static Judgement atLeast(
            String installed, List<SoftwarePackage> candidates, Demand.AtLeast floor, String none) {
        String want = "%s or newer is wanted (%s)".formatted(floor.version(), floor.why());
        return switch (VersionOrder.of(installed, floor.version())) {
            case EQUAL, HIGHER ->
                new Judgement(Verdict.CURRENT, null, "%s is installed; %s.".formatted(installed, want));
            case INCOMPARABLE ->
                new Judgement(
                        Verdict.UNKNOWN,
                        null,
                        "%s is installed and %s, versions of two schemes.".formatted(installed, want));
            case LOWER -> {
                Judgement newest = newest(installed, candidates);
                boolean reaches = newest.offer() != null
                        && switch (VersionOrder.of(newest.offer().vendorVersion(), floor.version())) {
                            case EQUAL, HIGHER -> true;
                            case LOWER, INCOMPARABLE -> false;
                        };
                yield reaches
                        ? new Judgement(newest.verdict(), newest.offer(), newest.reason() + " " + want + ".")
                        : new Judgement(
                                Verdict.NO_PACKAGE,
                                null,
                                "%s is installed, %s, and %s has it.".formatted(installed, want, none));
            }
        };
    }

    private static Judgement newest(String installed, List<SoftwarePackage> candidates) {
        if (candidates.isEmpty()) {
            return new Judgement(
                    Verdict.NO_PACKAGE, null, "The catalog has no package for this component in this model of server.");
        }
        SoftwarePackage newest = candidates.getFirst();
        for (SoftwarePackage candidate : candidates) {
            switch (VersionOrder.of(newest.vendorVersion(), candidate.vendorVersion())) {
                case LOWER -> newest = candidate;
                case EQUAL -> newest = BY_DATE.compare(newest, candidate) < 0 ? candidate : newest;
                case HIGHER -> {}
                case INCOMPARABLE -> {
                    return new Judgement(
                            Verdict.UNKNOWN,
                            null,
                            "The catalog offers %s and %s, versions of two schemes; which is newer can't be known."
                                    .formatted(newest.vendorVersion(), candidate.vendorVersion()));
                }
            }
        }
        return compare(installed, newest);
    }

    private static Judgement compare(String installed, SoftwarePackage offer) {
        String offered = offer.vendorVersion();
        return switch (VersionOrder.of(installed, offered)) {
            case LOWER ->
                new Judgement(
                        Verdict.OUTDATED,
                        offer,
                        "%s is installed, the catalog offers %s%s.".formatted(installed, offered, urgency(offer)));
            case EQUAL ->
                new Judgement(Verdict.CURRENT, offer, "%s is installed, as the catalog offers.".formatted(installed));
            case HIGHER ->
                new Judgement(
                        Verdict.NEWER,
                        offer,
                        "%s is installed, which is newer than the catalog's %s.".formatted(installed, offered));
            case INCOMPARABLE ->
                new Judgement(
                        Verdict.UNKNOWN,
                        null,
                        "%s is installed and the catalog offers %s, versions of two schemes; which is newer can't be known."
                                .formatted(installed, offered));
        };
    }

    private static String missing(Installed installed, Match match) {
        if (match == null) {
            return "No catalog has been synced yet.";
        }
        if (installed.systemId() == null) {
            return "The host's system id is not known, so no package can be said to fit it.";
        }
        if (installed.device().componentId() == null && installed.device().quadruple() == null) {
            return "The device names neither a component id nor its PCI ids, so no package can be matched.";
        }
        if (installed.componentType() == null) {
            return "The device does not say what type of component this is, so no package can be matched.";
        }
        if (installed.version() == null || installed.version().isBlank()) {
            return "The device does not say which version is installed.";
        }
        return null;
    }

    private static String urgency(SoftwarePackage offer) {
        return switch (offer.criticality()) {
            case null -> "";
            case 1 -> " (recommended)";
            case 2 -> " (urgent)";
            case 3 -> " (optional)";
            default -> "";
        };
    }
}
