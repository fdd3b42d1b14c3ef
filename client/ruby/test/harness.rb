# frozen_string_literal: true

require 'json'
require 'minitest'
require 'open3'
require 'rbconfig'
require 'socket'
require 'statusmap'

PACKAGE = File.expand_path('..', __dir__)
VECTORS = ENV.fetch('STATUSMAP_VECTORS')

# The real server, on a port of its own.
class Server
  attr_reader :address

  def initialize(address = '127.0.0.1:0')
    binary = File.join(ENV.fetch('STATUSMAP_BUILD'), 'bin', 'statusmap-server')
    own = ENV.keys.grep(/\ASTATUSMAP_/).to_h { |name| [name, nil] }
    @output = IO.popen([own, binary, "--listen_address=#{address}", { err: %i[child out] }])
    line = @output.gets.to_s
    @address = line[/serving on (\S+);/, 1] or raise "the server does not serve: #{line}"
  end

  def stop
    Process.kill(:KILL, @output.pid)
    @output.close
  rescue Errno::ESRCH
    nil
  end

  # The one that all tests share which do not stop it.
  def self.shared
    @shared ||= new.tap { |server| Minitest.after_run { server.stop } }
  end
end

# Runs a program of Ruby with the same libraries and this input; gives what it printed.
def ruby(*arguments, input: '')
  paths = $LOAD_PATH.grep(/#{Regexp.escape(PACKAGE)}/).flat_map { |path| ['-I', path] }
  output, status = Open3.capture2e(RbConfig.ruby, *paths, *arguments, stdin_data: input)
  raise output unless status.success?

  output
end
