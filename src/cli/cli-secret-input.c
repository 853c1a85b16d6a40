/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords and phrases come from a file descriptor or from the terminal, never from argv or the
 * environment, where other processes could read them. */

#include "cli-secret-input.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <gio/gio.h>

#include "sotto-secret.h"

#define MAX_SECRET 1024

static gboolean
read_line (int fd, char line[MAX_SECRET], GError **error)
{
  for (gsize length = 0; length < MAX_SECRET; length++)
    {
      ssize_t n_read;

      do
        n_read = read (fd, line + length, 1);
      while (n_read < 0 && errno == EINTR);
      if (n_read < 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                       "Cannot read from file descriptor %d: %s", fd, g_strerror (errno));
          return FALSE;
        }
      if (n_read == 0 || line[length] == '\n')
        {
          line[length] = '\0';
          return TRUE;
        }
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The line is longer than %d bytes",
               MAX_SECRET - 1);
  return FALSE;
}

static gboolean
read_from_terminal (const char *prompt, char line[MAX_SECRET], GError **error)
{
  struct termios before;
  struct termios silent;
  gboolean success;
  int terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC);

  if (terminal < 0 || tcgetattr (terminal, &before) != 0)
    {
      if (terminal >= 0)
        close (terminal);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "There is no terminal to ask on: give a file descriptor to read from");
      return FALSE;
    }
  silent = before;
  silent.c_lflag &= (tcflag_t) ~ECHO;
  (void) !write (terminal, prompt, strlen (prompt));
  tcsetattr (terminal, TCSAFLUSH, &silent);
  success = read_line (terminal, line, error);
  tcsetattr (terminal, TCSAFLUSH, &before);
  (void) !write (terminal, "\n", 1);
  close (terminal);
  return success;
}

char *
sotto_cli_read_secret (int fd, const char *prompt, GError **error)
{
  char line[MAX_SECRET] = { 0 };
  char *secret = NULL;
  gboolean success;

  success = fd >= 0 ? read_line (fd, line, error) : read_from_terminal (prompt, line, error);
  if (success && !g_utf8_validate (line, -1, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The line is not UTF-8");
  else if (success)
    secret = g_strdup (line);
  sotto_wipe (line, sizeof line);
  return secret;
}
