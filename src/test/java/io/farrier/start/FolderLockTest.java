package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    Path folder;

    @Test
    void a_second_hub_on_a_data_folder_is_told_who_has_it_and_the_next_one_gets_it() throws IOException {
        try (FolderLock first = FolderLock.take(folder)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> FolderLock.take(folder))
                    .withMessageContainingAll(
                            "process " + ProcessHandle.current().pid(), folder.toString(), "farrier.data");
        }
        FolderLock.take(folder).close();
    }
}
