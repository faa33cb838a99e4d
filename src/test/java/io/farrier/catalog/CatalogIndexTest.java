package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.farrier.hub.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogIndexTest {

    static final String XML = """
            <?xml version="1.0" encoding="utf-8"?>
            <ManifestIndex xmlns="openmanage/cm/dm" baseLocation="evil.example" version="26.11.00">
              <GroupManifest type="MTPDK" name="Update Catalog" latest="p1">
                <ManifestInformation id="p1" path="F1/1/Catalog.cab" version="26.11"/>
              </GroupManifest>
              <GroupManifest type="MTLC" name="Lifecycle Controller Catalog" latest="c3">
                <ManifestInformation id="c1" path="F1/1/Catalog.xml.gz" hashMD5="AB" version="26.09"/>
                <ManifestInformation id="c3" predecessorID="c2" path="F3/1/Catalog.xml.gz" version="26.11"/>
                <ManifestInformation id="c2" predecessorID="c1" path="F2/1/Catalog.xml.gz" version="26.10"/>
              </GroupManifest>
              <GroupManifest type="Model" name="PowerEdge R750" latest="m"><ManifestInformation id="m" path="M/R750.xml" version="7"/></GroupManifest>
              <GroupManifest type="Model" name="PowerEdge R650" latest="n"><ManifestInformation id="n" path="M/R650.xml" version="8"/></GroupManifest>
            </ManifestIndex>
            """;

    @Test
    void the_latest_of_each_chosen_group_is_synced_and_keeps_its_name_when_its_version_changes() throws IOException {
        assertThat(keys(new Choice(List.of("mtlc"), null))).containsExactly("MTLC=F3/1/Catalog.xml.gz");
        assertThat(keys(new Choice(List.of("r750"), null))).containsExactly("Model/PowerEdge-R750=M/R750.xml");
        assertThat(keys(new Choice(List.of("r75"), null)))
                .as("a part of a word is another model")
                .isEmpty();
        assertThat(keys(new Choice(List.of("Model"), 0)))
                .containsExactly("Model/PowerEdge-R750=M/R750.xml", "Model/PowerEdge-R650=M/R650.xml");
    }

    @Test
    void older_ones_are_found_by_what_each_says_was_before_it() throws IOException {
        assertThat(keys(new Choice(List.of("MTLC"), 1)))
                .containsExactly("MTLC=F3/1/Catalog.xml.gz", "MTLC@26.10=F2/1/Catalog.xml.gz");
        assertThat(keys(new Choice(List.of("MTLC"), 20))).hasSize(3);
    }

    @Test
    void a_cabinet_is_left_out_with_a_sentence_and_an_empty_choice_is_refused() throws IOException {
        CatalogIndex.Selection selection = index(XML).selected(new Choice(List.of("MTPDK"), null));
        assertThat(selection.chosen()).isEmpty();
        assertThat(selection.leftOut())
                .singleElement()
                .extracting(LeftOut::reason)
                .asString()
                .contains("cabinet");
        assertThat(keys(new Choice(List.of("R760"), null))).isEmpty();
        for (Choice bad : List.of(
                new Choice(null, 0),
                new Choice(List.of(), 0),
                new Choice(List.of(" "), 0),
                new Choice(List.of("a"), -1))) {
            assertThatThrownBy(bad::checked).isInstanceOf(Refused.class);
        }
    }

    @Test
    void a_circle_of_predecessors_ends() throws IOException {
        String circle = XML.replace("id=\"c1\"", "id=\"c1\" predecessorID=\"c3\"");
        assertThat(index(circle).selected(new Choice(List.of("MTLC"), 20)).chosen())
                .hasSize(3);
    }

    @Test
    void what_is_no_whole_index_is_refused() {
        for (String bad : List.of(
                "",
                "x",
                "<Manifest/>",
                XML.substring(0, XML.length() - 40),
                XML.replace("F2/1", "../.."),
                XML.replace("F2/1", "http://evil"),
                "<!DOCTYPE a [<!ENTITY b 'c'>]><ManifestIndex/>",
                "<ManifestIndex>" + "<a>".repeat(20))) {
            assertThatThrownBy(() -> index(bad)).as(bad).isInstanceOf(CatalogRefused.class);
        }
    }

    @Test
    void the_recorded_index_is_read_whole_and_refused_when_it_is_cut() throws IOException {
        Path recorded = Path.of("../shared/fixtures/catalog/CatalogIndex.xml");
        assumeThat(recorded)
                .as("recorded index; this test is skipped without it")
                .exists();
        CatalogIndex index;
        try (InputStream in = Files.newInputStream(recorded)) {
            index = IndexReader.read(in);
        }
        assertThat(index.groups()).extracting(CatalogIndex.Group::type).containsExactly("MTPDK", "MTLC");
        assertThat(index.groups()).extracting(group -> group.versions().size()).containsExactly(23, 24);
        assertThat(index.selected(new Choice(List.of("MTLC"), 1)).chosen())
                .extracting(chosen -> chosen.key() + "=" + chosen.version().path())
                .containsExactly(
                        "MTLC=FOLDER03959893M/1/Catalog.xml.gz", "MTLC@16.09.01=FOLDER03927584M/1/Catalog.xml.gz");
        byte[] whole = Files.readAllBytes(recorded);
        for (int tenth = 0; tenth < 10; tenth++) {
            byte[] cut = Arrays.copyOf(whole, whole.length * tenth / 10);
            assertThatThrownBy(() -> IndexReader.read(new ByteArrayInputStream(cut)))
                    .isInstanceOf(CatalogRefused.class);
        }
    }

    private static List<String> keys(Choice choice) throws IOException {
        return index(XML).selected(choice).chosen().stream()
                .map(chosen -> chosen.key() + "=" + chosen.version().path())
                .toList();
    }

    private static CatalogIndex index(String xml) throws IOException {
        return IndexReader.read(new ByteArrayInputStream(xml.getBytes()));
    }
}
