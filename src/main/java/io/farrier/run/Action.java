package io.farrier.run;

import io.farrier.quiesce.Standstill;
import io.farrier.transport.ResetKind;
import java.time.Instant;
import java.util.List;

/** What a turn does next: exactly one of these. */
public sealed interface Action {

    /** The word in the header {@code farrierAction}; {@code routes/run/step.camel.yaml} chooses by it. */
    default String word() {
        return switch (this) {
            case Fetch f -> "fetch";
            case Check c -> "ask";
            case Submit s -> "ask";
            case Seek s -> "ask";
            case Poll p -> "ask";
            case Stage s -> "ask";
            case Reset r -> "ask";
            case ReadBack r -> "ask";
            case ReadPower r -> "ask";
            case Clear c -> "ask";
            case Expire e -> "ask";
            case Export e -> "ask";
            case Quiesce q -> "ask";
            case Note n -> "note";
            case Wait w -> "wait";
        };
    }

    /** Get every package into the hub's store. */
    record Fetch() implements Action {}

    /** Look whether the device can take an update, and how it is now. */
    record Check() implements Action {}

    /** Hand over one package. Needs an intent. */
    record Submit(Item item) implements Action {}

    /** Look in the device's queue for the job of an intent whose outcome is unknown. */
    record Seek(Item item) implements Action {}

    /** How are our jobs? */
    record Poll() implements Action {}

    /** Let our fetched jobs run at the host's next start. Needs an intent. */
    record Stage(List<String> jids) implements Action {}

    /** Start, stop or restart the host. Needs an intent. */
    record Reset(ResetKind kind, int batch) implements Action {}

    /** Which versions does the device hold now? */
    record ReadBack() implements Action {}

    record ReadPower() implements Action {}

    /** Remove our own staged jobs. Needs an intent. */
    record Clear(List<String> jids) implements Action {}

    /** Let what is staged lapse by itself when the window closes. Needs no intent: whether it comes true changes nothing. */
    record Expire(List<String> jids) implements Action {}

    /** Keep its configuration as it was. To begin needs an intent. @param jid of the job that collects it; null: it is to begin */
    record Export(String jid) implements Action {}

    /** A question to the host's kind; to drain and to restore need an intent. */
    record Quiesce(Standstill.Step step) implements Action {}

    /** Nothing to ask: write down what is already known. */
    record Note(RunEvent event) implements Action {}

    record Wait(Instant until) implements Action {}
}
