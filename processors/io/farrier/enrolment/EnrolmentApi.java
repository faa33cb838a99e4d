package io.farrier.enrolment;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on enrolment. */
@Component("enrolmentApi")
class EnrolmentApi {

    private final Enrolments enrolments;
    private final Bodies bodies;

    EnrolmentApi(Enrolments enrolments, Bodies bodies) {
        this.enrolments = enrolments;
        this.bodies = bodies;
    }

    public List<Enrolment> list() {
        return enrolments.all();
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Enrolment enrolment = enrolments.add(bodies.read(body, Enrolments.Draft.class), who);
        return new Made("/enrolments/" + enrolment.id(), enrolment);
    }

    public List<Taking> preview(@Body String body) {
        return enrolments.preview(bodies.read(body, Enrolments.Draft.class));
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        enrolments.remove(id, who);
    }

    public List<Enrolments.Reason> reasons(@Header("id") long host) {
        return enrolments.reasons(host);
    }

    public void unenrol(@Header("id") long host, @Header(Headers.WHO) String who) {
        enrolments.unenrol(host, who);
    }

    public void enrolAgain(@Header("id") long host, @Header(Headers.WHO) String who) {
        enrolments.enrolAgain(host, who);
    }
}
