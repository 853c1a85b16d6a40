# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop does with notifications (org.freedesktop.Notifications), on the bus of the test."""

import os
import threading

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

NAME = 'org.freedesktop.Notifications'
PATH = '/org/freedesktop/Notifications'
INTERFACE = f"""
<node><interface name="{NAME}">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>
"""


class Notification:
    def __init__(self, number, title, body, actions):
        self.number, self.title, self.body = number, title, body
        self.actions = dict(zip(actions[1::2], actions[::2]))
        self.keys = actions[::2]


class NotificationServer:
    """Keeps what is shown: `shown`, from a number to a Notification, and `told`, all there ever was."""

    def __init__(self):
        self.shown = {}
        self.told = []
        self.context = GLib.MainContext.new()
        self.loop = GLib.MainLoop.new(self.context, False)
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        if not self.ready.wait(10):
            raise RuntimeError('the bus does not answer')

    def _serve(self):
        self.context.push_thread_default()
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ['DBUS_SESSION_BUS_ADDRESS'],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.bus.register_object(PATH, interface, self._call, None, None)
        Gio.bus_own_name_on_connection(self.bus, NAME, Gio.BusNameOwnerFlags.NONE,
                                       lambda *_: self.ready.set(), None)
        self.loop.run()
        self.context.pop_thread_default()

    def _call(self, _bus, _sender, _path, _interface, method, words, invocation):
        answer = getattr(self, '_' + method)(*words.unpack())
        invocation.return_value(answer)

    @staticmethod
    def _GetCapabilities():
        return GLib.Variant('(as)', (['actions', 'body', 'persistence'],))

    @staticmethod
    def _GetServerInformation():
        return GLib.Variant('(ssss)', ('test', 'test', '1', '1.2'))

    def _Notify(self, _app, replaces, _icon, title, body, actions, _hints, _timeout):
        number = replaces or len(self.told) + 1
        notification = Notification(number, title, body, actions)
        self.told.append(notification)
        self.shown[number] = notification
        return GLib.Variant('(u)', (number,))

    def _CloseNotification(self, number):
        self.shown.pop(number, None)
        self._emit('NotificationClosed', '(uu)', (number, 3))

    def _emit(self, name, kind, values):
        self.bus.emit_signal(None, PATH, NAME, name, GLib.Variant(kind, values))

    def invoke(self, notification, key):
        """As somebody presses a button, or the whole of it ('default'); with that it is gone."""
        self._emit('ActionInvoked', '(us)', (notification.number, key))
        self.shown.pop(notification.number, None)
        self._emit('NotificationClosed', '(uu)', (notification.number, 2))

    def find(self, *parts):
        """One that is shown and says all of @parts, or None."""
        return next((each for each in list(self.shown.values())
                     if all(part in f'{each.title}\n{each.body}' for part in parts)), None)

    def stop(self):
        self.loop.quit()
        self.thread.join(10)
