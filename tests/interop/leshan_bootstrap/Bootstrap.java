// Eclipse Leshan's bootstrap server with a small front: the REST calls of its demo program, and each step of a session as an event line.
// Prints "listening coap HOST:PORT", "listening coaps HOST:PORT", "listening http HOST:PORT", then "event {JSON}" lines.

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.peer.LwM2mPeer;
import org.eclipse.leshan.core.request.BootstrapDiscoverRequest;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.BootstrapReadRequest;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.response.BootstrapDiscoverResponse;
import org.eclipse.leshan.core.response.BootstrapReadResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfigStoreTaskProvider;
import org.eclipse.leshan.server.bootstrap.BootstrapFailureCause;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.BootstrapSessionListener;
import org.eclipse.leshan.server.bootstrap.BootstrapTaskProvider;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServer;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServerBuilder;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.CaliforniumBootstrapServerEndpoint;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.CaliforniumBootstrapServerEndpointsProvider;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coap.CoapBootstrapServerProtocolProvider;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coaps.CoapsBootstrapServerProtocolProvider;
import org.eclipse.leshan.server.model.VersionedBootstrapModelProvider;
import org.eclipse.leshan.server.security.BootstrapSecurityStoreAdapter;
import org.eclipse.leshan.server.security.InMemorySecurityStore;
import org.eclipse.leshan.server.security.SecurityInfo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

public final class Bootstrap {
    /** What a device gets: Leshan's own configuration, and what it is asked before and after ("discover /", "read /1"). */
    record Plan(BootstrapConfig config, List<String> before, List<String> after) {}

    private static final ObjectMapper mapper =
            new ObjectMapper().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
    private static final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private static final InMemorySecurityStore store = new InMemorySecurityStore();

    public static void main(String[] arguments) throws Exception {
        var server = leshan();
        server.addListener(new Steps());
        server.start();
        for (var endpoint : server.getEndpoints())
            say(endpoint.getProtocol().equals(Protocol.COAPS) ? "coaps" : "coap",
                    ((CaliforniumBootstrapServerEndpoint) endpoint).getCoapEndpoint().getAddress());
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/api/", exchange -> handle(exchange));
        http.start();
        say("http", http.getAddress());
    }

    private static LeshanBootstrapServer leshan() {
        var endpoints = new CaliforniumBootstrapServerEndpointsProvider.Builder(new CoapBootstrapServerProtocolProvider(),
                new CoapsBootstrapServerProtocolProvider());
        var configuration = endpoints.createDefaultConfiguration();
        configuration.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, true);
        endpoints.setConfiguration(configuration);
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        endpoints.addEndpoint(anyPort, Protocol.COAP);
        endpoints.addEndpoint(anyPort, Protocol.COAPS);

        var builder = new LeshanBootstrapServerBuilder();
        builder.setObjectModelProvider(new VersionedBootstrapModelProvider(ObjectLoader.loadDefault()));
        builder.setSecurityStore(new BootstrapSecurityStoreAdapter(store));
        builder.setTaskProvider(new Tasks());
        builder.setEndpointsProviders(endpoints.build());
        return builder.build();
    }

    private static void say(String scheme, InetSocketAddress address) {
        System.out.println("listening " + scheme + " " + address.getAddress().getHostAddress() + ":" + address.getPort());
        System.out.flush();
    }

    @SuppressWarnings("unchecked")
    private static void handle(HttpExchange exchange) {
        try (exchange) {
            var last = exchange.getRequestURI().getPath().replaceAll(".*/", "");
            var body = (Map<String, Object>) mapper.readValue(exchange.getRequestBody(), Map.class);
            String trouble = null;
            try {
                if (exchange.getRequestURI().getPath().startsWith("/api/security/clients")) {
                    var details = (Map<String, String>) ((Map<String, Object>) body.get("tls")).get("details");
                    store.add(SecurityInfo.newPreSharedKeyInfo((String) body.get("endpoint"), details.get("identity"),
                            Hex.decodeHex(details.get("key").toCharArray())));
                } else {
                    var before = (List<String>) body.remove("before");
                    var after = (List<String>) body.remove("after");
                    plans.put(last, new Plan(mapper.convertValue(body, BootstrapConfig.class),
                            before == null ? List.of() : before, after == null ? List.of() : after));
                }
            } catch (Exception error) {
                trouble = String.valueOf(error);
            }
            var answer = (trouble == null ? "" : trouble).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(trouble == null ? 204 : 400, trouble == null ? -1 : answer.length);
            if (trouble != null) exchange.getResponseBody().write(answer);
        } catch (IOException gone) {
            System.err.println("front: " + gone);
        }
    }

    /** Asks what is to be asked before, sends Leshan's own tasks for the configuration, asks what is to be asked after. */
    static final class Tasks implements BootstrapTaskProvider {
        private final BootstrapTaskProvider configured =
                new BootstrapConfigStoreTaskProvider(session -> plans.get(session.getEndpoint()).config());
        private final Map<String, List<String>> left = new ConcurrentHashMap<>();

        @Override
        public BootstrapTaskProvider.Tasks getTasks(BootstrapSession session, List<LwM2mResponse> previous) {
            var plan = plans.get(session.getEndpoint());
            if (plan == null) return null;
            var stages = previous == null ? new ArrayList<>(List.of("before", "configure", "after")) : left.get(session.getId());
            if (plan.before().isEmpty()) stages.remove("before");
            if (plan.after().isEmpty()) stages.remove("after");
            left.put(session.getId(), stages);
            var stage = stages.remove(0);
            var tasks = stage.equals("configure") ? configured.getTasks(session, null)
                    : questions(stage.equals("before") ? plan.before() : plan.after());
            tasks.last = stages.isEmpty();
            tasks.supportedObjects = Map.of(0, "1.1", 1, "1.1", 2, "1.0", 3, "1.1");
            return tasks;
        }

        private static BootstrapTaskProvider.Tasks questions(List<String> asked) {
            var tasks = new BootstrapTaskProvider.Tasks();
            tasks.requestsToSend = new ArrayList<>();
            for (var one : asked) {
                var parts = one.split(" ");
                tasks.requestsToSend.add(parts[0].equals("read") ? new BootstrapReadRequest(parts[1])
                        : new BootstrapDiscoverRequest(parts[1]));
            }
            return tasks;
        }
    }

    /** Every step of a session as a line. */
    static final class Steps implements BootstrapSessionListener {
        private static synchronized void tell(String name, String endpoint, Object... fields) {
            var event = new LinkedHashMap<String, Object>(Map.of("event", name, "endpoint", String.valueOf(endpoint)));
            for (int at = 0; at < fields.length; at += 2) event.put((String) fields[at], fields[at + 1]);
            try {
                System.out.println("event " + mapper.writeValueAsString(event));
                System.out.flush();
            } catch (JsonProcessingException error) {
                System.err.println("front: " + error);
            }
        }

        private static void answered(String name, BootstrapSession session, BootstrapDownlinkRequest<?> request,
                LwM2mResponse response) {
            Object content = "";
            if (response instanceof BootstrapDiscoverResponse found && found.isSuccess())
                content = Arrays.stream(found.getObjectLinks()).map(link -> link.toCoreLinkFormat()).toList();
            if (response instanceof BootstrapReadResponse read && read.isSuccess()) content = String.valueOf(read.getContent());
            tell(name, session.getEndpoint(), "request", request.getClass().getSimpleName(), "path",
                    String.valueOf(request.getPath()), "code", response.getCode().toString(), "content", content);
        }

        @Override public void sessionInitiated(BootstrapRequest request, LwM2mPeer client) {
            tell("initiated", request.getEndpointName());
        }
        @Override public void unAuthorized(BootstrapRequest request, LwM2mPeer client) {
            tell("unauthorized", request.getEndpointName());
        }
        @Override public void authorized(BootstrapSession session) {
            tell("authorized", session.getEndpoint(), "secure", session.getClientTransportData().getIdentity().isSecure());
        }
        @Override public void noConfig(BootstrapSession session) {
            tell("no-config", session.getEndpoint());
        }
        @Override public void sendRequest(BootstrapSession session, BootstrapDownlinkRequest<? extends LwM2mResponse> request) {}
        @Override public void onResponseSuccess(BootstrapSession session,
                BootstrapDownlinkRequest<? extends LwM2mResponse> request, LwM2mResponse response) {
            answered("answer", session, request, response);
        }
        @Override public void onResponseError(BootstrapSession session,
                BootstrapDownlinkRequest<? extends LwM2mResponse> request, LwM2mResponse response) {
            answered("refusal", session, request, response);
        }
        @Override public void onRequestFailure(BootstrapSession session,
                BootstrapDownlinkRequest<? extends LwM2mResponse> request, Throwable cause) {
            tell("silence", session.getEndpoint(), "request", request.getClass().getSimpleName(), "why", String.valueOf(cause));
        }
        @Override public void end(BootstrapSession session) {
            tell("end", session.getEndpoint());
        }
        @Override public void failed(BootstrapSession session, BootstrapFailureCause cause) {
            tell("failed", session.getEndpoint(), "cause", cause.toString());
        }
    }
}
