// A CoAP request as it is given, for what Leshan's own requests refuse to say:
// {"method":"FETCH","path":"","query":["pmin=1"],"format":112,"accept":112,"payload":"hex"}.

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpoint;

final class RawRequest {
    private final LeshanServer server;

    RawRequest(LeshanServer server) {
        this.server = server;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> send(Registration registration, Map<String, Object> body) throws InterruptedException {
        var request = new Request(CoAP.Code.valueOf((String) body.get("method")));
        request.setDestinationContext(new AddressEndpointContext(registration.getSocketAddress()));
        var options = request.getOptions();
        for (var part : ((String) body.getOrDefault("path", "")).split("/")) if (!part.isEmpty()) options.addUriPath(part);
        for (var part : (List<String>) body.getOrDefault("query", List.of())) options.addUriQuery(part);
        if (body.get("format") instanceof Integer format) options.setContentFormat(format);
        if (body.get("accept") instanceof Integer accept) options.setAccept(accept);
        if (body.get("payload") instanceof String payload) request.setPayload(Hex.decodeHex(payload.toCharArray()));

        boolean secure = registration.getClientTransportData().getIdentity().isSecure();
        var endpoint = (CaliforniumServerEndpoint) server.getEndpoint(secure ? Protocol.COAPS : Protocol.COAP);
        endpoint.getCoapEndpoint().sendRequest(request);
        var response = request.waitForResponse(40_000);
        if (response == null) throw new IllegalStateException("Request timeout");
        var answer = new LinkedHashMap<String, Object>();
        answer.put("code", response.getCode().text);
        answer.put("format", response.getOptions().getContentFormat());
        answer.put("payload", new String(Hex.encodeHex(response.getPayload())));
        return answer;
    }
}
