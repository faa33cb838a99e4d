package io.farrier.lab.wsman;

/** Ends a request with a SOAP fault. */
final class SoapFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String subcode;

    /**
     * @param code {@code Sender} or {@code Receiver}: whose doing it is
     * @param subcode with the prefix of its namespace: {@code wsa:DestinationUnreachable}
     */
    private SoapFault(String code, String subcode, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.subcode = subcode;
    }

    static SoapFault sender(String subcode, String reason) {
        return new SoapFault("Sender", subcode, reason);
    }

    Tag body() {
        return Tag.of(
                "s:Fault",
                Tag.of("s:Code", Tag.text("s:Value", "s:" + code), Tag.of("s:Subcode", Tag.text("s:Value", subcode))),
                Tag.of("s:Reason", Tag.text("s:Text", getMessage()).with("xml:lang", "en")));
    }
}
