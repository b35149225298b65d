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

import org.eclipse.leshan.core.link.lwm2m.attributes.DefaultLwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkDeviceManagementRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteRequest;
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
            answer(exchange, Json.of(registration));
            return;
        }
        var last = path.get(path.size() - 1);
        boolean isPath = Character.isDigit(last.charAt(0));
        var target = "/" + String.join("/", path.subList(1, path.size() - (isPath ? 0 : 1)));
        if (exchange.getRequestMethod().equals("DELETE") && last.equals("observe") && !query(exchange).containsKey("active")) {
            server.getObservationService().cancelObservations(registration, target);
            answer(exchange, Map.of());
            return;
        }
        send(exchange, registration, request(exchange, registration, target, isPath ? "" : last));
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
        answer(exchange, Json.of(response));
    }

    private DownlinkDeviceManagementRequest<?> request(HttpExchange exchange, Registration registration, String target,
            String last) throws Exception {
        var query = query(exchange);
        var format = query.containsKey("format") ? ContentFormat.fromName(query.get("format").toUpperCase()) : null;
        switch (exchange.getRequestMethod() + " " + last) {
            case "GET ": return new ReadRequest(format, target);
            case "GET discover": return new DiscoverRequest(target);
            case "POST observe": return new ObserveRequest(format, target);
            case "DELETE observe": return new CancelObservationRequest(observation(registration, target));
            case "DELETE ": return new DeleteRequest(target);
            case "PUT attributes":
                return new WriteAttributesRequest(target, new LwM2mAttributeSet(
                        new DefaultLwM2mAttributeParser().parseUriQuery(exchange.getRequestURI().getQuery())));
            case "PUT ":
                var mode = "false".equals(query.get("replace")) ? WriteRequest.Mode.UPDATE : WriteRequest.Mode.REPLACE;
                return new WriteRequest(mode, format, target, (LwM2mNode) Json.node(body(exchange)));
            case "POST ": return posted(exchange, target, format);
            default: throw new IllegalArgumentException("Invalid path");
        }
    }

    private DownlinkDeviceManagementRequest<?> posted(HttpExchange exchange, String target, ContentFormat format)
            throws Exception {
        if (segments(target).size() == 3) {
            var arguments = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            return new ExecuteRequest(target, arguments.isEmpty() ? null : arguments);
        }
        var instance = (LwM2mObjectInstance) Json.node(body(exchange));
        if (instance.getId() == LwM2mObjectInstance.UNDEFINED)
            return new CreateRequest(format, target, instance.getResources().values());
        return new CreateRequest(format, target, instance);
    }

    private SingleObservation observation(Registration registration, String target) {
        for (var one : server.getObservationService().getObservations(registration))
            if (one instanceof SingleObservation single && single.getPath().toString().equals(target)) return single;
        throw new IllegalArgumentException("no observation of " + target);
    }
}
