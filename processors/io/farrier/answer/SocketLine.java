package io.farrier.answer;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/** A WebSocket (RFC 6455): a text message for each event, a ping where there is nothing new. */
record SocketLine(WebSocketSession session) implements Line {

    private static final Logger log = LoggerFactory.getLogger(SocketLine.class);

    /** Nobody has to be told that somebody listens. */
    @Override
    public void greet() throws IOException {
        session.sendMessage(new PingMessage());
    }

    @Override
    public void tell(List<Said> news) throws IOException {
        for (Said said : news) {
            session.sendMessage(new TextMessage(said.json()));
        }
    }

    @Override
    public void still() throws IOException {
        session.sendMessage(new PingMessage());
    }

    @Override
    public void end(String why) {
        close(CloseStatus.SERVICE_OVERLOAD.withReason(why));
    }

    @Override
    public void broken(Throwable why) {
        close(CloseStatus.SERVER_ERROR);
    }

    private void close(CloseStatus status) {
        try {
            session.close(status);
        } catch (IOException e) {
            log.debug("A WebSocket was gone before it was closed", e);
        }
    }
}
