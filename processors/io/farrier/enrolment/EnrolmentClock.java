package io.farrier.enrolment;

import java.util.List;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Goes through the rules; each takes some hosts at most, and the others the next time. */
@Component("enrolmentClock")
class EnrolmentClock {

    private final Enrolments enrolments;
    private final int most;

    EnrolmentClock(Enrolments enrolments, @Value("${farrier.enrolment.at-once}") int most) {
        this.enrolments = enrolments;
        this.most = most;
    }

    public List<Long> rules() {
        return enrolments.all().stream().map(Enrolment::id).toList();
    }

    public void enrol(@Body Long id) {
        enrolments.enrol(id, most);
    }
}
