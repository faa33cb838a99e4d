package io.farrier.compliance;

import com.fasterxml.jackson.annotation.JsonInclude;

/** What a verdict rests on, of the host and the component; it goes with the verdict into the past. Null is not known, and not written. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Facts(
        String model,
        String serviceTag,
        String systemId,
        String baseline,
        Boolean weak,
        String vendorId,
        String deviceId,
        String subvendorId,
        String subdeviceId) {

    static Facts of(Ruling row) {
        Installed item = row.item();
        return new Facts(
                row.about().model(),
                row.about().serviceTag(),
                item.systemId(),
                row.baseline() == null ? null : row.baseline().name(),
                item.weak() ? true : null,
                item.device().vendorId(),
                item.device().deviceId(),
                item.device().subvendorId(),
                item.device().subdeviceId());
    }
}
