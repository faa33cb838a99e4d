package io.farrier.answer;

import java.io.IOException;
import java.util.List;

/** The line to one who listens, whatever it is made of. Only the thread that serves it uses it. */
interface Line {

    void greet() throws IOException;

    /** In this order, with one write where that is possible. */
    void tell(List<Said> news) throws IOException;

    /** That there is nothing new, so that the line is not taken for dead, and a dead one is found out. */
    void still() throws IOException;

    /** It may come again. @param why in a few words */
    void end(String why);

    /** It went away, or the hub is at fault. */
    void broken(Throwable why);
}
