package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.transport.FqddTable.Line;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FqddTableTest {

    @Test
    void the_table_that_is_shipped_is_whole() throws IOException {
        FqddTable table = new TransportTables().fqddTable();
        assertThat(table.component("BIOS.Setup.1-1")).isEqualTo("159");
        assertThat(table.component("NIC.Slot.1-1-1")).isNull();
    }

    @Test
    void a_table_that_is_wrong_anywhere_is_refused() {
        Line good = new Line("BIOS.Setup.1-1", "159");
        for (Line wrong : List.of(
                good,
                new Line(null, "1"),
                new Line("A B", "1"),
                new Line("A", null),
                new Line("A", "0"),
                new Line("A", "x"))) {
            assertThatThrownBy(() -> new FqddTable(List.of(good, wrong))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
