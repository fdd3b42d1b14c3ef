# frozen_string_literal: true

require 'harness'
require 'rubygems/package'
require 'tmpdir'

# The package as a whole: its style, its generated code, what the gem has, and a consumer in an empty folder.
class Checks < Minitest::Test
  ROOT = File.expand_path('../../..', __dir__)
  GENERATED = %w[service_config.json v1/status_map_pb.rb v1/status_map_services_pb.rb].freeze
  LIB = File.join(PACKAGE, 'lib', 'statusmap')

  def run!(*command, **more)
    output, status = Open3.capture2e(*command, **more)
    assert status.success?, "#{command}\n#{output}"
    output
  end

  def test_rubocop
    run!('rubocop', '--no-color', '--cache', 'false', PACKAGE, __dir__, '--config', "#{PACKAGE}/.rubocop.yml")
  end

  def test_generated_code_is_fresh
    Dir.mktmpdir do |made|
      run!(File.join(PACKAGE, 'generate'), made)
      GENERATED.each do |name|
        fresh = File.read(File.join(made, 'statusmap', name))
        assert fresh == File.read(File.join(LIB, name)), "client/generate ruby renews #{name}"
      end
      assert_equal GENERATED.size, Dir.glob("#{made}/**/*.*").size
    end
  end

  def test_the_service_config_is_that_of_the_other_clients
    theirs = File.join(ROOT, 'client', 'cpp', 'service_config.json')
    assert_equal JSON.parse(File.read(theirs)), JSON.parse(Statusmap::CHANNEL_ARGS['grpc.service_config'])
  end

  def test_versions_agree
    cmake = File.read(File.join(ROOT, 'CMakeLists.txt'))[/project\(statusmap VERSION (\S+)/, 1]
    assert_equal cmake, Gem::Specification.load(File.join(PACKAGE, 'statusmap.gemspec')).version.to_s
  end

  # Builds the gem, installs it into an empty folder, and runs the snippet of the README there.
  def test_a_consumer_in_an_empty_folder
    Dir.mktmpdir do |folder|
      gem = File.join(folder, 'statusmap.gem')
      run!('gem', 'build', '--silent', '--output', gem, 'statusmap.gemspec', chdir: PACKAGE)
      assert_equal %w[README.md examples/map_log.rb examples/read_response.rb lib/statusmap.rb] +
                   GENERATED.map { |name| "lib/statusmap/#{name}" }, Gem::Package.new(gem).contents.sort
      # What it depends on is Debian's.
      home = { 'GEM_HOME' => "#{folder}/gems", 'GEM_PATH' => Gem.path.join(':'), 'RUBYLIB' => nil }
      run!(home, 'gem', 'install', '--silent', '--local', '--no-document', gem)
      readme = File.read(File.join(PACKAGE, 'README.md'))
      snippet, printed = readme.match(/```ruby\n(.*?)```.*?```text\n(.*?)```/m).captures
      File.write("#{folder}/snippet.rb", snippet.sub('127.0.0.1:50051', Server.shared.address))
      assert_equal printed, run!(home, RbConfig.ruby, 'snippet.rb', chdir: folder)
    end
  end
end
