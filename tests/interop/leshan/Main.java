// Eclipse Leshan's server with a small front: Maven Central has its libraries but not everywhere its demo program, so this puts the
// demo's REST calls (the ones that the tests and the demo use, in the same shape) before the same libraries.
// Prints "listening coap HOST:PORT", "listening coaps HOST:PORT" and "listening http HOST:PORT", then serves until it is ended.

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.endpoint.LwM2mServerEndpoint;
import org.eclipse.leshan.server.model.VersionedModelProvider;
import org.eclipse.leshan.server.queue.StaticClientAwakeTimeProvider;
import org.eclipse.leshan.servers.security.InMemorySecurityStore;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpoint;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpointsProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coap.CoapServerProtocolProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coaps.CoapsServerProtocolProvider;

public final class Main {
    /** Arguments: the file of the page, its port (0: any), and the folders of further object definitions. */
    public static void main(String[] arguments) throws Exception {
        var store = new InMemorySecurityStore();
        var server = leshan(store, List.of(arguments).subList(2, arguments.length));
        var events = new Events(server);
        server.start();
        for (LwM2mServerEndpoint endpoint : server.getEndpoints()) {
            var californium = ((CaliforniumServerEndpoint) endpoint).getCoapEndpoint();
            californium.addInterceptor(events.wireLog());
            say(endpoint.getProtocol().equals(Protocol.COAPS) ? "coaps" : "coap", californium.getAddress());
        }
        say("http", new RestApi(server, store, events, Path.of(arguments[0])).start(Integer.parseInt(arguments[1])));
    }

    private static void say(String scheme, InetSocketAddress address) {
        System.out.println("listening " + scheme + " " + address.getAddress().getHostAddress() + ":" + address.getPort());
        System.out.flush();
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static LeshanServer leshan(InMemorySecurityStore store, List<String> definitions) {
        List<ObjectModel> models = ObjectLoader.loadAllDefault();
        for (var folder : definitions) models.addAll(ObjectLoader.loadObjectsFromDir(new File(folder), true));

        var endpoints = new CaliforniumServerEndpointsProvider.Builder(new CoapServerProtocolProvider(),
                new CoapsServerProtocolProvider());
        var configuration = endpoints.createDefaultConfiguration();
        // As in Leshan's own demo: connection ids on, recommended cipher suites only.
        configuration.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 6);
        configuration.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, true);
        endpoints.setConfiguration(configuration);
        // Free ports, unless -Dleshan.coap= and -Dleshan.coaps= say those of a server whose place this one takes.
        endpoints.addEndpoint(local(Integer.getInteger("leshan.coap", 0)), Protocol.COAP);
        endpoints.addEndpoint(local(Integer.getInteger("leshan.coaps", 0)), Protocol.COAPS);

        var builder = new LeshanServerBuilder();
        builder.setObjectModelProvider(new VersionedModelProvider(models));
        builder.setSecurityStore(store);
        // How long a device in queue mode is taken to be awake: MAX_TRANSMIT_WAIT, unless -Dleshan.awake=MILLISECONDS says otherwise.
        builder.setClientAwakeTimeProvider(new StaticClientAwakeTimeProvider(Integer.getInteger("leshan.awake", 93_000)));
        builder.setEndpointsProviders(endpoints.build());
        return builder.build();
    }
}
