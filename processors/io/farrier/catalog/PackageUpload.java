package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes a package that somebody sends. */
@Component("packageUpload")
class PackageUpload {

    private static final Logger log = LoggerFactory.getLogger(PackageUpload.class);

    /**
     * @param sha256 that it must have, as the sender says; null where they don't
     * @param length in bytes, as announced; -1 where it was not
     */
    record Upload(String fileName, String sha256, long length, InputStream content, String who) {}

    private final Uploads uploads;

    PackageUpload(Uploads uploads) {
        this.uploads = uploads;
    }

    public Uploads.Taken take(@Body Upload upload) throws IOException {
        return uploads.take(upload.fileName(), upload.sha256(), upload.length(), upload.content(), upload.who());
    }

    /** For those who send something else than a file. */
    public void asFile() {
        throw Refused.invalid("A package is sent as it is, with the type application/octet-stream and its file's name:"
                + " POST /api/v1/packages?name=BIOS_7XR2N_WN64_2.19.0.EXE");
    }

    /** What was changed stays changed, whatever became of the comparison; the next sync or inventory makes it again. */
    public void uncompared(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        log.error("the fleet could not be compared with the catalogs as they are now", why);
    }
}
