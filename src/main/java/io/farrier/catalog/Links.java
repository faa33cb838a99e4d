package io.farrier.catalog;

import org.springframework.stereotype.Repository;

@Repository
public class Links {
    public String issue(long runId, long hostId, String mgmtIp, String sha256, String fileName) { return ""; }
    public int asked(String path) { return 0; }
    public void close(long runId) {}
}
