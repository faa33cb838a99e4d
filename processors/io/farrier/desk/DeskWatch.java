package io.farrier.desk;

import org.springframework.stereotype.Component;

/** The desk's look at the folder, on behalf of whoever edits files there. */
@Component("deskWatch")
class DeskWatch {

    private final Desk desk;

    DeskWatch(Desk desk) {
        this.desk = desk;
    }

    public void look() {
        desk.look("file system");
    }
}
