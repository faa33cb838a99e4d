package io.farrier.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;

/**
 * One sync of a catalog, of an index of catalogs, or of a folder of packages.
 *
 * @param source whose catalog it is: an address; of a catalog out of an index, the index's with # and a name
 * @param state running, completed, unchanged or refused
 * @param catalogId what it loaded, or found unchanged; null before, when it was refused, and for an index
 * @param reason why it was refused, or why it had to be tried again; else null
 * @param sourceId the configured source that it is of; null: none
 * @param kind catalog, index or directory
 * @param address where the file is, if not at the source itself; else null
 * @param md5 what an index says that the file is; null where nobody says
 * @param bytesDone how much is here
 * @param bytesTotal of how much; null where nobody says
 * @param validator what the server said (ETag, Last-Modified) by which a download that was cut can go on; null: it can't
 * @param leftOut files that were passed over
 */
public record Sync(
        long id,
        String source,
        String state,
        Long catalogId,
        String reason,
        String requestedBy,
        Instant createdAt,
        Instant endedAt,
        int stumbles,
        Long sourceId,
        String kind,
        String address,
        @JsonIgnore String md5,
        long bytesDone,
        Long bytesTotal,
        @JsonIgnore String validator,
        List<LeftOut> leftOut) {

    public boolean running() {
        return state.equals("running");
    }

    /** Where its file is. */
    String file() {
        return address == null ? source : address;
    }
}
