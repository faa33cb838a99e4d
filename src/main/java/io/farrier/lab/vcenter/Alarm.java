package io.farrier.lab.vcenter;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** An alarm that every vCenter defines. */
record Alarm(String moid, String name, String description) implements Managed {
    static final Alarm CONNECTION = new Alarm(
            "alarm-1", "Host connection and power state", "Default alarm to monitor host connection and power state");
    static final Alarm HARDWARE =
            new Alarm("alarm-2", "Host hardware system board status", "Default alarm to monitor system boards");

    /** One that is triggered. @param status yellow or red */
    record Triggered(Alarm alarm, Managed entity, String status, Instant since) {
        Value value() {
            return Value.object(
                    "AlarmState",
                    "AlarmState",
                    Value.text("key", alarm.moid() + "." + entity.moid()),
                    Value.reference("entity", entity),
                    Value.reference("alarm", alarm),
                    Value.word("overallStatus", "ManagedEntityStatus", status),
                    Value.time("time", since),
                    Value.is("acknowledged", false));
        }
    }

    @Override
    public String type() {
        return "Alarm";
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        return Map.of(
                "info",
                () -> Value.object(
                        "info",
                        "AlarmInfo",
                        Value.text("name", name),
                        Value.text("description", description),
                        Value.is("enabled", true),
                        Value.reference("alarm", this)));
    }
}
