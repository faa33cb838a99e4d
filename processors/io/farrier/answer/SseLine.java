package io.farrier.answer;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.List;
import org.springframework.web.servlet.function.ServerResponse.StreamBuilder;

/** Server-sent events, as HTML has them (9.2). Spring's own builder sends each event by itself; this sends many at once. */
record SseLine(StreamBuilder out, AsyncContext request) implements Line {

    @Override
    public void greet() throws IOException {
        // For ever: by itself the server ends it after 30 seconds.
        request.setTimeout(0);
        send("retry:2000\n:the ledger of Farrier\n\n");
    }

    @Override
    public void tell(List<Said> news) throws IOException {
        StringBuilder text = new StringBuilder();
        news.forEach(said -> text.append("id:")
                .append(said.place())
                .append("\ndata:")
                .append(said.json())
                .append("\n\n"));
        send(text.toString());
    }

    @Override
    public void still() throws IOException {
        send(":still here\n\n");
    }

    private void send(String text) throws IOException {
        out.write(text);
        out.flush();
    }

    @Override
    public void end(String why) {
        out.complete();
    }

    @Override
    public void broken(Throwable why) {
        out.error(why);
    }
}
