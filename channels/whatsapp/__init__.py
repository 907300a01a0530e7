"""WhatsApp through Twilio: the only home of the twilio SDK.

`channel.WhatsApp` is the channel, `connect` is what an operator runs once, `forms` describes the
contents both need. This file and `links` import nothing of Twilio's.
"""
