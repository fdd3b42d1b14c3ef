# frozen_string_literal: true

Gem::Specification.new do |spec|
  spec.name = 'statusmap'
  spec.version = '0.1.0'
  spec.summary = 'Stubs of statusmap: what an HTTP status means, and which gRPC code it becomes'
  spec.authors = ['statusmap authors']
  spec.files = Dir.glob(%w[lib/**/*.rb lib/**/*.json examples/*.rb README.md], base: __dir__).sort
  spec.required_ruby_version = '>= 3.1'
  spec.add_dependency 'googleapis-common-protos-types', '~> 1.4'
  spec.add_dependency 'google-protobuf', '>= 3.21', '< 5'
  spec.add_dependency 'grpc', '~> 1.51'
  spec.metadata = { 'rubygems_mfa_required' => 'true' }
end
