// The REST calls of Leshan's demo server that the tests and the demo use, on the JDK's own HTTP server.

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.eclipse.leshan.core.request.CancelCompositeObservationRequest;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.DownlinkDeviceManagementRequest;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.servers.security.InMemorySecurityStore;
import org.eclipse.leshan.servers.security.SecurityInfo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

final class RestApi {
    private final LeshanServer server;
    private final InMemorySecurityStore store;
    private final Events events;
    private final Path page;
    private final ObjectMapper mapper = new ObjectMapper();

    RestApi(LeshanServer server, InMemorySecurityStore store, Events events, Path page) {
        this.server = server;
        this.store = store;
        this.events = events;
        this.page = page;
    }

    InetSocketAddress start(int port) throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/", exchange -> handle(exchange));
        http.start();
        return http.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            var path = exchange.getRequestURI().getPath();
            if (path.equals("/")) answer(exchange, 200, "text/html; charset=utf-8", Files.readAllBytes(page));
            else if (path.startsWith("/api/event")) stream(exchange);
            else if (path.startsWith("/api/security/clients")) security(exchange);
            else if (path.startsWith("/api/clients")) clients(exchange, segments(path).subList(2, segments(path).size()));
            else answer(exchange, 404, "text/plain", "no such page".getBytes());
        } catch (Exception error) {
            answer(exchange, 400, "text/plain", String.valueOf(error).getBytes(StandardCharsets.UTF_8));
        } finally {
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void answer(HttpExchange exchange, Object value) throws IOException {
        answer(exchange, 200, "application/json", mapper.writeValueAsBytes(value));
    }

    private static List<String> segments(String path) {
        return List.of(path.replaceAll("^/+|/+$", "").split("/+"));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var map = new LinkedHashMap<String, String>();
        var raw = exchange.getRequestURI().getRawQuery();
        for (var part : raw == null ? new String[0] : raw.split("&")) {
            var pair = part.split("=", 2);
            map.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> body(HttpExchange exchange) throws IOException {
        return mapper.readValue(exchange.getRequestBody(), Map.class);
    }

    @SuppressWarnings("unchecked")
    private void security(HttpExchange exchange) throws Exception {
        if (exchange.getRequestMethod().equals("PUT")) {
            var body = body(exchange);
            var details = (Map<String, String>) ((Map<String, Object>) body.get("tls")).get("details");
            store.add(SecurityInfo.newPreSharedKeyInfo((String) body.get("endpoint"), details.get("identity"),
                    Hex.decodeHex(details.get("key").toCharArray())));
        } else {
            store.remove(segments(exchange.getRequestURI().getPath()).get(3), true);
        }
        answer(exchange, 204, "text/plain", new byte[0]);
    }

    private void stream(HttpExchange exchange) throws Exception {
        var endpoint = query(exchange).get("ep");
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        var queue = events.subscribe();
        try {
            exchange.sendResponseHeaders(200, 0);
            var out = exchange.getResponseBody();
            out.write(": subscribed\n\n".getBytes());
            out.flush();
            while (true) {
                var event = queue.poll(5, TimeUnit.SECONDS);
                if (event != null && endpoint != null && !endpoint.equals(event.endpoint())) continue;
                var text = event == null ? ": still here\n\n"
                        : "event: " + event.name() + "\ndata: " + mapper.writeValueAsString(event.data()) + "\n\n";
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } finally {
            events.unsubscribe(queue);
        }
    }

    private void clients(HttpExchange exchange, List<String> path) throws Exception {
        if (path.isEmpty()) {
            var all = new ArrayList<Object>();
            server.getRegistrationService().getAllRegistrations().forEachRemaining(one -> all.add(Json.of(one)));
            answer(exchange, all);
            return;
        }
        var registration = server.getRegistrationService().getByEndpoint(path.get(0));
        if (registration == null) throw new IllegalArgumentException("No registered client with id '" + path.get(0) + "'");
        if (path.size() == 1) {
            if (exchange.getRequestMethod().equals("DELETE"))
                server.getRegistrationStore().removeRegistration(registration.getId());
            answer(exchange, Json.of(registration));
            return;
        }
        if (path.get(1).equals("raw")) {
            answer(exchange, new RawRequest(server).send(registration, body(exchange)));
            return;
        }
        var query = query(exchange);
        var body = exchange.getRequestBody().readAllBytes();
        var requests = new Requests(server.getObservationService(), registration, query, body);
        var last = path.get(path.size() - 1);
        boolean isPath = Character.isDigit(last.charAt(0));
        var method = exchange.getRequestMethod();
        if (method.equals("DELETE") && last.equals("observe") && !query.containsKey("active")) {
            requests.forget(path.subList(1, path.size() - 1));
            answer(exchange, Map.of());
        } else if (path.get(1).equals("composite")) {
            send(exchange, registration, requests.composite(method + " " + (last.equals("composite") ? "" : last)));
        } else {
            var target = "/" + String.join("/", path.subList(1, path.size() - (isPath ? 0 : 1)));
            var asked = exchange.getRequestURI().getQuery();
            send(exchange, registration, requests.simple(method + " " + (isPath ? "" : last), target, asked));
        }
    }

    private void send(HttpExchange exchange, Registration registration, DownlinkDeviceManagementRequest<?> request)
            throws Exception {
        long timeout = Long.parseLong(query(exchange).getOrDefault("timeout", "5")) * 1000;
        var response = server.send(registration, request, timeout);
        if (response == null) {
            answer(exchange, 504, "text/plain", "Request timeout".getBytes());
            return;
        }
        if (request instanceof CancelObservationRequest cancel && response.isSuccess())
            server.getObservationService().cancelObservation(cancel.getObservation());
        if (request instanceof CancelCompositeObservationRequest cancel && response.isSuccess())
            server.getObservationService().cancelObservation(cancel.getObservation());
        answer(exchange, Json.of(response));
    }
}
