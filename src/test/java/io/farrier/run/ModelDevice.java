package io.farrier.run;

import io.farrier.transport.Accepted;
import io.farrier.transport.Answer;
import io.farrier.transport.Ask;
import io.farrier.transport.Inventory;
import io.farrier.transport.Jobs;
import io.farrier.transport.Power;
import io.farrier.transport.Profile;
import io.farrier.transport.Readiness;
import io.farrier.transport.Submitted;
import io.farrier.transport.Word;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A server in a few lines, for properties of the rules: it takes packages, restarts, and may misbehave as real ones do. */
final class ModelDevice {

    /**
     * What can go wrong with one, drawn by chance.
     *
     * @param mute some readings come by a way that does not tell when the inventory was collected
     * @param vague it says Running of what it still downloads, as the standard's job store of an iDRAC10 does
     */
    record Vices(
            boolean lies,
            boolean fails,
            boolean purges,
            boolean ignoresGraceful,
            boolean lags,
            boolean holds,
            boolean mute,
            boolean vague) {}

    private static final class Work {
        final String jid;
        final String file;
        final boolean immediate;
        String state = "Downloading";
        Instant moves;

        Work(String jid, String file, boolean immediate, Instant moves) {
            this.jid = jid;
            this.file = file;
            this.immediate = immediate;
            this.moves = moves;
        }
    }

    final Map<String, String> versions = new LinkedHashMap<>();
    final Map<String, Integer> submits = new TreeMap<>();
    final List<String> immediate = new ArrayList<>();
    int resets;

    /** How often it was to restart while a package that waits for just that was still on its way to it. */
    int hasty;

    int asked;
    private final Map<String, Promise> byFile = new TreeMap<>();
    private final Map<String, String> shown = new LinkedHashMap<>();
    private final List<Work> jobs = new ArrayList<>();
    private final Vices vices;
    private final Random random;
    private String power;
    private Instant collected = Instant.EPOCH;
    private Instant restartsUntil;
    private int nextJid = 100_000_000;

    ModelDevice(List<Promise> promises, Vices vices, boolean off, Random random) {
        this.vices = vices;
        this.random = random;
        this.power = off ? "Off" : "On";
        for (Promise promise : promises) {
            versions.put(promise.key(), promise.from());
            shown.put(promise.key(), promise.from());
            byFile.put(promise.fileName(), promise);
        }
    }

    Answer answer(Ask ask, Instant now) {
        advance(now);
        return switch (ask) {
            case Ask.ReadReadiness r ->
                new Readiness("Ready", power.equals("Off") ? "PoweredOff" : "OutOfPOST", "Ready");
            case Ask.ReadCondition r -> throw new IllegalArgumentException();
            case Ask.ReadJobs r -> queue();
            case Ask.ReadPower r -> new Power(power);
            case Ask.ReadInventory r -> inventory();
            case Ask.Submit submit -> submit(submit, now);
            case Ask.Stage stage -> {
                jobs.stream()
                        .filter(job -> stage.jids().contains(job.jid) && job.state.equals("Downloaded"))
                        .forEach(job -> job.state = "Scheduled");
                yield new Accepted();
            }
            case Ask.Reset reset -> reset(reset, now);
            case Ask.ResetBmc r -> throw new AssertionError("A run never restarts a BMC");
            case Ask.ForceClear f -> throw new AssertionError("A run never clears what is not its own");
            case Ask.VirtualAc v -> throw new AssertionError("A run never takes all power");
            case Ask.Clear clear -> {
                jobs.removeIf(job -> clear.jids().contains(job.jid));
                yield new Accepted();
            }
            case Ask.Identify i -> throw new IllegalArgumentException();
            case Ask.Explain e -> throw new IllegalArgumentException();
            case Ask.ReadRepository r -> throw new IllegalArgumentException();
            case Ask.ExportProfile e ->
                e.jid() == null
                        ? new Profile("JID_" + nextJid++ + "000", null)
                        : new Profile(e.jid(), random.nextBoolean() ? "{}" : null);
            case Ask.Rollback r -> throw new IllegalArgumentException();
        };
    }

    private Answer submit(Ask.Submit submit, Instant now) {
        String file = submit.imageUri().substring(submit.imageUri().lastIndexOf('/') + 1);
        submits.merge(file, 1, Integer::sum);
        if (submit.immediate()) {
            immediate.add(file);
        }
        // A vague one may also stand still in the middle.
        int takes = vices.vague() && !submit.immediate() && random.nextInt(8) == 0 ? 100_000 : random.nextInt(40);
        Work work = new Work("JID_" + nextJid++ + "000", file, submit.immediate(), now.plusSeconds(takes));
        jobs.add(work);
        asked++;
        return new Submitted(work.jid);
    }

    private Answer reset(Ask.Reset reset, Instant now) {
        resets++;
        hasty += jobs.stream().anyMatch(job -> !job.immediate && job.state.equals("Downloading")) ? 1 : 0;
        switch (reset.kind()) {
            case ON, FORCE_RESTART -> restart(now);
            case GRACEFUL_RESTART -> {
                if (!vices.ignoresGraceful()) {
                    restart(now);
                }
            }
            case GRACEFUL_SHUTDOWN, FORCE_OFF -> power = vices.ignoresGraceful() ? power : "Off";
        }
        return new Accepted();
    }

    private void restart(Instant now) {
        power = "On";
        restartsUntil = now.plusSeconds(120);
        for (Work job : jobs) {
            if (job.state.equals("Scheduled")) {
                job.state = "Running";
                job.moves = now.plusSeconds(60 + random.nextInt(600));
            }
        }
    }

    void advance(Instant now) {
        for (Work job : List.copyOf(jobs)) {
            if (job.moves == null || now.isBefore(job.moves)) {
                continue;
            }
            if (job.state.equals("Downloading")) {
                job.state = job.immediate ? "Running" : vices.holds() ? "Downloaded" : "Scheduled";
                job.moves = job.immediate ? now.plusSeconds(200) : null;
            } else if (job.state.equals("Running")) {
                job.state = vices.fails() ? "Failed" : "Completed";
                job.moves = null;
                Promise promise = byFile.get(job.file);
                if (!vices.fails() && !vices.lies()) {
                    versions.put(promise.key(), promise.version());
                    if (job.immediate) {
                        shown.put(promise.key(), promise.version());
                    }
                }
                if (vices.purges()) {
                    jobs.remove(job);
                }
            }
        }
        boolean working = jobs.stream().anyMatch(job -> job.state.equals("Running"));
        if (restartsUntil != null && !working && now.isAfter(restartsUntil.plusSeconds(vices.lags() ? 600 : 0))) {
            restartsUntil = null;
            shown.putAll(versions);
            collected = now;
        }
    }

    private Jobs queue() {
        return new Jobs(jobs.stream()
                .map(job -> new Jobs.Job(
                        job.jid,
                        "Firmware Update: " + job.file,
                        "FirmwareUpdate",
                        vices.vague() && job.state.equals("Downloading") ? "Running" : job.state,
                        null,
                        job.state.equals("Failed") ? "RED007" : "RED001",
                        "as the device says"))
                .toList());
    }

    /** Whether it would still change something by itself. */
    boolean holdsStaged() {
        return jobs.stream().anyMatch(job -> List.of("Scheduled", "Downloaded", "Downloading")
                .contains(job.state));
    }

    String power() {
        return power;
    }

    static Word lost(Ask ask) {
        return ask.operation().writes() ? Word.AMBIGUOUS : Word.WAIT;
    }

    private Inventory inventory() {
        List<Inventory.Installed> items = new ArrayList<>();
        shown.forEach((key, version) -> items.add(
                new Inventory.Installed(key, key, null, null, null, null, null, "FRMW", key, version, true, null)));
        Instant time = vices.mute() && random.nextInt(3) == 0 ? null : collected;
        return new Inventory("TAG1234", null, null, null, null, null, null, power, null, null, null, null, time, items);
    }
}
