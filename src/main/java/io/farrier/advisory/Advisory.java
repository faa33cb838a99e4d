package io.farrier.advisory;

import java.util.List;

/**
 * A security advisory of the vendor.
 *
 * @param id the vendor's own, "DSA-2024-006"
 * @param severity critical, high, medium or low
 * @param cves "CVE-2024-0161"
 * @param title null where it has none
 * @param url where it can be read; null where that was not told
 */
public record Advisory(String id, String severity, List<String> cves, String title, String url, List<Fix> fixes) {

    /** Whether a fix is for some server; unclear where it is not known which server that is. */
    public enum Concern {
        YES,
        NO,
        UNCLEAR
    }

    /**
     * From which version on a component is safe.
     *
     * @param component its id ("159"), or PCI ids ("8086:1572:1028:1F9C")
     * @param model of the server, "R750"; null: of every one
     * @param generation of the server, "15G"; null: of every one
     * @param fixed the first version that is safe
     */
    public record Fix(String component, String model, String generation, String fixed) {

        Fix(String component, String model, String fixed) {
            this(component, model, null, fixed);
        }

        /** @param hostModel null: not known; so the generation */
        Concern of(String hostModel, String hostGeneration) {
            boolean other = model != null
                            && hostModel != null
                            && !hostModel.equalsIgnoreCase(model)
                            && !hostModel.equalsIgnoreCase("PowerEdge " + model)
                    || generation != null && hostGeneration != null && !generation.equals(hostGeneration);
            if (other) {
                return Concern.NO;
            }
            boolean unclear = model != null && hostModel == null || generation != null && hostGeneration == null;
            return unclear ? Concern.UNCLEAR : Concern.YES;
        }
    }
}
