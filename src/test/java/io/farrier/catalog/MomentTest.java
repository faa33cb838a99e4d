package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-05-11T17:33:32-05:00",
                "2016-02-29T23:59:59+05:30",
                "1969-12-31T00:00:00-00:30",
                "2016-05-11T17:33:32Z",
                "2016-05-11T17:33-05:00",
                "2016-05-11T17:33:32.123456-05:00"
            })
    void it_is_what_the_standard_says(String written) {
        assertThat(Moment.of(written)).isEqualTo(OffsetDateTime.parse(written).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2015-02-29T00:00:00-05:00",
                "2016-13-01T00:00:00-05:00",
                "2016-05-11T24:33:32-05:00",
                "2016-05-11T17:33:32-19:00",
                "2016-05-11T17:33:32-05:60",
                "2016-05-11 17:33:32-05:00",
                "May 11, 2016"
            })
    void what_is_no_date_is_refused(String written) {
        assertThatThrownBy(() -> Moment.of(written)).isInstanceOf(DateTimeException.class);
    }
}
